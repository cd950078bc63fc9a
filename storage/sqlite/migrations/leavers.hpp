#pragma once

// Who has left a channel whose log does not say so yet.

namespace parley::storage::sqlite {

// Then whoever is in a channel without being in its group, as a removal that
// was cut short left it, and invites that still know whom they let in.
inline constexpr auto leavers = R"sql(
CREATE TABLE leavers(
  room          INTEGER NOT NULL,        -- rooms.key
  member        INTEGER NOT NULL,        -- users.key
  role          INTEGER NOT NULL,
  PRIMARY KEY(room, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX leavers_of_member ON leavers(member, room);
INSERT INTO leavers(room, member, role)
  SELECT m.room, m.member, m.role
  FROM room_members m JOIN rooms r ON r.key = m.room
  WHERE r.parent IS NOT NULL AND NOT EXISTS(
    SELECT 1 FROM group_members g
    WHERE g.parent = r.parent AND g.member = m.member);
DELETE FROM room_members WHERE (room, member) IN (
  SELECT room, member FROM leavers);
DELETE FROM invite_uses WHERE EXISTS(
  SELECT 1 FROM invites i WHERE i.key = invite_uses.invite AND i.room > 0
  AND NOT EXISTS(SELECT 1 FROM room_members m
    WHERE m.room = i.room AND m.member = invite_uses.member));
)sql";

}  // namespace parley::storage::sqlite
