#pragma once

#include <memory>

#include "config/settings.hpp"
#include "core/result.hpp"
#include "storage/store.hpp"

namespace parley::app {

enum class beside_server : bool { no, yes };

/// The configured store, created or migrated. `beside_server::yes` opens it
/// even while a server process has it.
core::result<std::shared_ptr<storage::store>> open_store(
    const config::settings& from, beside_server beside = beside_server::no);

}  // namespace parley::app
