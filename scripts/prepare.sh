# shellcheck shell=bash
# Sourced by the other scripts from the project's root: installs what is
# missing and builds what is out of date. Says little, needs no network when
# everything is there.

say() {
  printf '%s\n' "$*" >&2
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Runs a command whose output matters only if it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1) || status=$?
  [ "$status" -eq 0 ] || say "$output"
  return "$status"
}

# packages_for <purpose>: their names, from the list.
packages_for() {
  awk -v purpose="$1" '$1 == purpose { print $2 }' scripts/packages
}

# missing_packages <purpose>: those that are not installed.
missing_packages() {
  local wanted
  mapfile -t wanted < <(packages_for "$1")
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" \
    2>/dev/null | sed -n 's/^installed //p' |
    grep -vxFf - <(printf '%s\n' "${wanted[@]}") || true
}

# install_packages <purpose>: by apt, those that are missing.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "This is no Debian: see scripts/packages for what must be installed."
    return 0
  fi
  local missing
  mapfile -t missing < <(missing_packages "$1")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  quietly as_root apt-get update -q
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# Node 18 is what Debian 12 has; a newer one that is there already will do.
install_node() {
  if command -v npm >/dev/null && command -v node >/dev/null &&
    node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'; then
    return 0
  fi
  install_packages node
}

# install_npm <folder>: its locked packages, when the lock file has changed.
install_npm() {
  [ -f "$1/package-lock.json" ] || return 0
  local stamp="$1/node_modules/.installed-lock"
  if [ -f "$stamp" ] && cmp -s "$1/package-lock.json" "$stamp"; then
    return 0
  fi
  say "installing the npm packages of $1"
  quietly npm ci --prefix "$1" --no-audit --no-fund
  mkdir -p "$1/node_modules"
  cp "$1/package-lock.json" "$stamp"
}

# What the server hands to browsers is part of it.
install_web() {
  install_node
  install_npm web
}

# build <preset> <target>...: configures once, then compiles what changed.
build() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "configuring build/$preset"
    quietly cmake --preset "$preset"
  fi
  # Progress is worth reading only when there is some.
  cmake --build "build/$preset" --parallel "$(nproc)" --target "$@" 2>&1 |
    awk '!/Re-checking globbed|no work to do/ { print; fflush() }' >&2
}
