// /api/upload/*: taking files in, telling about them, letting them go.

#include "actors/messages/account_requests.hpp"
#include "actors/messages/registry_orders.hpp"
#include "net/api/api.hpp"
#include "net/api/on_worker.hpp"
#include "net/api/upload_access.hpp"
#include "net/api/upload_intake.hpp"
#include "net/api/upload_services.hpp"
#include "storage/uploads/media_types.hpp"

// Awaitables are named before they are awaited: GCC 12 destroys temporaries of
// a co_await expression twice in some contexts.

namespace parley::net::api {

namespace {

using core::upload_kind;
using storage::uploads::draft;
using storage::uploads::picture_reader;

std::string_view kind_name(upload_kind kind) {
  switch (kind) {
    case upload_kind::avatar:
      return "avatar";
    case upload_kind::image:
      return "image";
    case upload_kind::file:
      break;
  }
  return "file";
}

/// `url` may be kept: it is read with a token. What `signedUrl` says anybody
/// can read for a while.
void write_upload(json::writer& out, const core::upload& what,
                  const upload_links& links) {
  bool shown = what.kind == upload_kind::avatar;
  auto plain = upload_links::plain(what.id);
  auto query = links.passing_query(what.id, core::now());
  out.begin_object()
      .member("id", what.id)
      .member("kind", kind_name(what.kind))
      .member("name", what.name)
      .member("type", what.type)
      .member("size", what.bytes)
      .member("url", shown ? links.lasting(what.id) : plain)
      .member("signedUrl", plain + query);
  if (what.thumbnail_bytes > 0)
    out.member("thumbnailUrl", plain + "/thumbnail")
        .member("signedThumbnailUrl", plain + "/thumbnail" + query);
  if (what.width > 0)
    out.member("width", what.width).member("height", what.height);
  out.member("attached", what.attached)
      .member("createdAt", what.created_at)
      .end_object();
}

template <class T, class Op>
boost::asio::awaitable<core::result<T>> read_store(const context& with, Op op) {
  auto store = with.store;
  auto read = [store, op](caf::event_based_actor* self, auto done) {
    store.read(self, op, done);
  };
  auto asking = in_gate<T>(with.gate(), read);
  auto got = co_await std::move(asking);
  co_return got;
}

template <class T, class Op>
boost::asio::awaitable<core::result<T>> write_store(const context& with,
                                                    Op op) {
  auto store = with.store;
  auto write = [store, op](caf::event_based_actor* self, auto done) {
    store.write(self, op, done);
  };
  auto asking = in_gate<T>(with.gate(), write);
  auto got = co_await std::move(asking);
  co_return got;
}

// What the store shows already, rooms that are awake do not.
void tell_of_avatar(const context& with, core::user_id whose) {
  using namespace actors;
  caf::anon_send(with.registry,
                 forward_to{child_key::of(service::accounts),
                            caf::make_message(avatar_changed{whose})});
}

// -- taking in ----------------------------------------------------------------

// What the user may still have, by what the store knew a moment ago.
core::result<file_bound> bound_of(const upload_services& with, upload_kind kind,
                                  const storage::upload_usage& used) {
  auto pending =
      kind == upload_kind::image ? used.pending_images : used.pending_files;
  auto most_pending = with.most_pending(kind);
  if (most_pending != 0 && pending >= most_pending)
    return core::failure{core::errc::too_many_uploads};
  auto most = with.limit_of(kind);
  auto quota = with.settings.upload_quota;
  if (quota == 0 || used.bytes + most <= quota) return file_bound{most};
  if (used.bytes >= quota) return core::failure{core::errc::quota_exceeded};
  return file_bound{quota - used.bytes, core::errc::quota_exceeded};
}

core::result<void> describe_picture(const upload_services& with, draft& file,
                                    core::upload& to) {
  auto purpose = to.kind == upload_kind::avatar
                     ? picture_reader::purpose::avatar
                     : picture_reader::purpose::picture;
  auto seen = with.pictures.look(file.path(), purpose);
  if (!seen) return seen.error();
  to.type = seen->type;
  to.width = seen->width;
  to.height = seen->height;
  if (seen->bettered)
    if (auto ok = file.replace_by_better(); !ok) return ok.error();
  if (!seen->has_thumbnail) return {};
  auto bytes = file.sync_thumbnail();
  if (!bytes) return bytes.error();
  to.thumbnail_bytes = *bytes;
  return {};
}

core::result<void> describe_file(const upload_services& with, const draft& file,
                                 core::upload& to) {
  auto type = storage::uploads::sniff_type(file.path());
  if (!type) return type.error();
  to.type = std::move(*type);
  const auto& wanted = with.settings.file_types;
  const auto& listed =
      wanted.empty() ? storage::uploads::usual_types() : wanted;
  if (storage::uploads::is_listed(to.type, listed)) return {};
  return core::failure{core::errc::unsupported_media,
                       "Files of the type " + to.type + " are not accepted"};
}

// Blocks. After this all bytes are in their place.
core::result<core::upload> settle(const upload_services& with, draft& file,
                                  core::upload what) {
  if (auto ok = file.finish(); !ok) return ok.error();
  auto described = what.kind == upload_kind::file
                       ? describe_file(with, file, what)
                       : describe_picture(with, file, what);
  if (!described) return described.error();
  what.bytes = file.bytes();
  what.sha256 = file.sha256();
  auto kept = file.keep_as(what.id, what.thumbnail_bytes > 0);
  if (kept) return what;
  with.folder->remove(what.id);
  return kept.error();
}

// Takes the form in and finds out what its file is; nothing is known of it yet.
boost::asio::awaitable<core::result<core::upload>> receive(request& from,
                                                           const context& with,
                                                           core::upload what) {
  auto& services = *with.uploads;
  auto measuring = read_store<storage::upload_usage>(
      with, storage::measure_uploads{what.owner});
  auto used = co_await std::move(measuring);
  if (!used) co_return used.error();
  auto bound = bound_of(services, what.kind, *used);
  if (!bound) co_return bound.error();
  auto taking = take_file(from, services, *bound, kind_name(what.kind));
  auto taken = co_await std::move(taking);
  if (!taken) co_return taken.error();
  what.name = std::move(taken->name);
  std::function<core::result<core::upload>()> work =
      [&services, file = taken->draft, what] {
        return settle(services, *file, what);
      };
  auto& pool =
      what.kind == upload_kind::file ? services.sniffers : services.lookers;
  auto settling = on_worker<core::upload>(pool, std::move(work), what.owner);
  auto settled = co_await std::move(settling);
  co_return settled;
}

answer take_upload(request& from, const context& with, upload_kind kind) {
  auto who = authenticate(from, with);
  if (!who) co_return http::error(who.error(), from);
  auto& services = *with.uploads;
  auto slot = services.slots->enter((*who)->user.str());
  if (!slot) co_return http::error(slot.error(), from);
  core::upload what;
  what.id = core::upload_id::make();
  what.owner = (*who)->user;
  what.kind = kind;
  what.created_at = core::now();
  auto receiving = receive(from, with, std::move(what));
  auto received = co_await std::move(receiving);
  if (!received) co_return http::error(received.error(), from);

  storage::create_upload order{*received,
                               services.settings.upload_quota,
                               {},
                               services.most_pending(kind)};
  if (kind == upload_kind::avatar)
    order.avatar_url = services.links.lasting(received->id);
  auto storing = write_store<storage::done>(with, std::move(order));
  auto stored = co_await std::move(storing);
  if (!stored) {
    // Should it be stored after all, the sweep finds nothing to read there.
    services.disk.post_tidying(
        [&services, id = received->id] { services.folder->remove(id); });
    co_return http::error(stored.error(), from);
  }
  received->attached = kind == upload_kind::avatar;
  if (received->attached) tell_of_avatar(with, received->owner);
  co_return object_response(201, [&](json::writer& out) {
    write_upload(out, *received, services.links);
  });
}

// -- telling, letting go ------------------------------------------------------

answer show_upload(actors::identity_ptr who, request& from,
                   const context& with) {
  auto id = path_id<core::upload_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto reading = readable_upload(with, who, *id);
  auto found = co_await std::move(reading);
  if (!found) co_return http::error(found.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    write_upload(out, *found, with.uploads->links);
  });
}

answer list_own(actors::identity_ptr who, request& from, const context& with) {
  auto limit = read_limit(from, 50, 200);
  if (!limit) co_return http::error(limit.error(), from);
  auto listing = read_store<storage::page<core::upload>>(
      with, storage::list_uploads{who->user, read_cursor(from), *limit});
  auto page = co_await std::move(listing);
  if (!page) co_return http::error(page.error(), from);
  auto measuring = read_store<storage::upload_usage>(
      with, storage::measure_uploads{who->user});
  auto used = co_await std::move(measuring);
  if (!used) co_return http::error(used.error(), from);
  co_return object_response(200, [&](json::writer& out) {
    out.begin_object().key("items").begin_array();
    for (const auto& each : page->items)
      write_upload(out, each, with.uploads->links);
    out.end_array();
    if (!page->next.empty()) out.member("next", page->next);
    out.key("usage")
        .begin_object()
        .member("bytes", used->bytes)
        .member("files", used->files)
        .member("pendingImages", used->pending_images)
        .member("pendingFiles", used->pending_files)
        .member("quota", with.settings->upload_quota)
        .end_object()
        .end_object();
  });
}

answer delete_upload(actors::identity_ptr who, request& from,
                     const context& with) {
  auto id = path_id<core::upload_id>(from, "id");
  if (!id) co_return http::error(id.error(), from);
  auto deleting = write_store<storage::deleted_upload>(
      with, storage::delete_upload{*id, who->user});
  auto deleted = co_await std::move(deleting);
  if (!deleted) co_return http::error(deleted.error(), from);
  const auto& was = deleted->value;
  if (was.kind == upload_kind::avatar && was.attached)
    tell_of_avatar(with, who->user);
  if (!deleted->kept)
    with.uploads->disk.post_tidying(
        [folder = with.uploads->folder, id = *id] { folder->remove(id); });
  co_return response::no_content();
}

}  // namespace

void add_upload_routes(http::router& to, const context& with) {
  using http::verb;
  auto users = [&with](auto handler) { return for_users(with, handler); };
  for (auto kind : {upload_kind::avatar, upload_kind::image, upload_kind::file})
    to.add(
        verb::post, "/api/upload/" + std::string{kind_name(kind)},
        [&with, kind](request& from) { return take_upload(from, with, kind); },
        {.body_limit = with.uploads->limit_of(kind) + form_overhead,
         .streams = true});
  to.add(verb::get, "/api/upload", users(list_own));
  to.add(verb::get, "/api/upload/:id", users(show_upload));
  to.add(verb::del, "/api/upload/:id", users(delete_upload));
}

}  // namespace parley::net::api
