/**
 * What the Lua scripts share. A script runs in one hash slot (all keys of a
 * partition share a tag, so keys that are built from the tag are safe on a
 * cluster), reads and checks everything before its first write, since scripts
 * don't roll back, and judges time by Redis' own clock.
 *
 * `shift` (ms, 0 in production) lets tests move that clock.
 */

/** Bounds of one incident's timeline: the first and the last lines are kept, what lay between is counted. */
const FIRST_LINES = 200;
const LAST_LINES = 800;

/** In front of a script that must also run when Redis is at its `maxmemory`: what was begun is finished. */
export const ALSO_WHEN_FULL = '#!lua flags=allow-oom';

export const PRELUDE = `
local function nowMs(shift)
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000) + shift
end
local function is(key, want)
  local have = redis.call('TYPE', key).ok
  return have == 'none' or have == want
end
-- Whoever calls it has looked whether it is a list.
local function append(key, line, keep)
  local n = redis.call('RPUSH', key, line)
  if keep then
    redis.call('LTRIM', key, -keep, -1)
  elseif n > ${FIRST_LINES + LAST_LINES} then
    local left = string.match(redis.call('LINDEX', key, ${FIRST_LINES}), '^{"leftOut":(%d+)}$')
    if left or n == ${FIRST_LINES + LAST_LINES + 1} then
      redis.call('LSET', key, ${FIRST_LINES}, '{"leftOut":' .. ((left or 0) + 1) .. '}')
      if left then
        redis.call('LSET', key, ${FIRST_LINES + 1}, '\\0')
        redis.call('LREM', key, 1, '\\0')
      end
    end
  end
end
-- Nil when the record can't be read: then nobody can say that the actor has moved on.
local function scopeOf(actorKey)
  local head = redis.pcall('GETRANGE', actorKey, 0, 127)
  return type(head) == 'string' and string.match(head, '^[^\\n]*\\n([^\\n]*)\\n') or nil
end
local FINAL = {accepted=1, delivered=1, failed=1, refused=1, superseded=1, previewed=1}
-- A lease holds until its end, or until its node is known to be dead. A node that came after the list of live ones was
-- read is missing in it and alive: so what was leased later than that is held.
local function isHeld(now, live, viewedAt, lease, node, since)
  if not lease or not node or tonumber(lease) <= now then return false end
  if string.find(live, ' ' .. node .. ' ', 1, true) then return true end
  return tonumber(since or 0) > viewedAt
end
`;
