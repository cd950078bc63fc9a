#pragma once

#include <memory>

#include "config/settings.hpp"
#include "core/result.hpp"
#include "storage/store.hpp"
#include "storage/uploads/upload_folder.hpp"

namespace parley::app {

enum class beside_server : bool { no, yes };

/// The configured store, created or migrated. `beside_server::yes` opens it
/// even while a server process has it, if that is of the same schema.
core::result<std::shared_ptr<storage::store>> open_store(
    const config::settings& from, beside_server beside = beside_server::no);

/// The folder of uploads, beside the store: as lasting as that.
core::result<std::shared_ptr<storage::uploads::upload_folder>> open_uploads(
    const config::settings& from);

}  // namespace parley::app
