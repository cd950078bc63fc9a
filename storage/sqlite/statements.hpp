#pragma once

// The SQL of every operation, apart from the code that runs it, so that a test
// can ask the query planner about each statement.

#include "storage/sqlite/statements/accounts.hpp"
#include "storage/sqlite/statements/administration.hpp"
#include "storage/sqlite/statements/alerts.hpp"
#include "storage/sqlite/statements/calls.hpp"
#include "storage/sqlite/statements/direct.hpp"
#include "storage/sqlite/statements/factors.hpp"
#include "storage/sqlite/statements/groups.hpp"
#include "storage/sqlite/statements/invites.hpp"
#include "storage/sqlite/statements/messages.hpp"
#include "storage/sqlite/statements/presence.hpp"
#include "storage/sqlite/statements/profiles.hpp"
#include "storage/sqlite/statements/recovery.hpp"
#include "storage/sqlite/statements/rooms.hpp"
#include "storage/sqlite/statements/transactions.hpp"
#include "storage/sqlite/statements/unsent.hpp"
#include "storage/sqlite/statements/upkeep.hpp"
#include "storage/sqlite/statements/uploads.hpp"
