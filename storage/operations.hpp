#pragma once

// What can be asked of a store. Each operation is a plain value that names the
// type of its answer (`reply`); engines implement one function per operation.
//
// Failures that every operation shares: not_found when a user, group or room
// that it names is not there, invalid_request when a required id is "none" or a
// name is not UTF-8, conflict when the id of a new thing exists, and
// storage_failed, storage_full or unavailable when the store is in trouble.
//
// Writes are durable once the batch they are part of is committed. Reads see
// every batch that was committed before they start.

#include "storage/operations/accounts.hpp"
#include "storage/operations/administration.hpp"
#include "storage/operations/alerts.hpp"
#include "storage/operations/audit.hpp"
#include "storage/operations/calls.hpp"
#include "storage/operations/direct.hpp"
#include "storage/operations/factors.hpp"
#include "storage/operations/groups.hpp"
#include "storage/operations/invites.hpp"
#include "storage/operations/messages.hpp"
#include "storage/operations/presence.hpp"
#include "storage/operations/profiles.hpp"
#include "storage/operations/recovery.hpp"
#include "storage/operations/reports.hpp"
#include "storage/operations/rooms.hpp"
#include "storage/operations/unsent.hpp"
#include "storage/operations/upkeep.hpp"
#include "storage/operations/uploads.hpp"
