/** The scripts that take a delivery for an attempt and settle it, by compare-and-set on the attempt's own token. */
import { ALSO_WHEN_FULL, PRELUDE } from './script-prelude.ts';

const TELL = `
local function tell(feed, line)
  if is(feed, 'stream') then redis.call('XADD', feed, 'MAXLEN', '~', 640, '*', 'd', line) end
end
`;

/**
 * Takes a delivery for one attempt.
 * KEYS delivery, agenda, feed
 * ARGV id · attempt token · node · lease (ms) · shift · live nodes (' a b ') · tag
 *      · force (1: a person asked, also for what was given up; 0) · when the live nodes were read
 * Answers ['ok', now, field, value, …] | ['gone'|'final'|'leased'|'early'|'superseded', now, …fields when superseded]
 */
export const BEGIN = `${ALSO_WHEN_FULL}
${PRELUDE}
${TELL}
local now = nowMs(tonumber(ARGV[5]))
local d = redis.call('HMGET', KEYS[1], 'state', 'token', 'lease', 'node', 'next', 'scope', 'actor', 'tries', 'since', 'at')
local member = 'D|' .. ARGV[1]
-- Whoever found it in the agenda has come this far: the record's own lease holds from here on.
redis.call('ZREM', ARGV[7] .. ':claims', member)
if not d[1] then
  redis.call('ZREM', KEYS[2], member)
  return {'gone', now}
end
local again = ARGV[8] == '1' and (d[1] == 'failed' or d[1] == 'refused')
if FINAL[d[1]] and not again then
  redis.call('ZREM', KEYS[2], member)
  return {'final', now}
end
if d[2] and d[2] ~= ARGV[2] and isHeld(now, ARGV[6], tonumber(ARGV[9]), d[3], d[4], d[9] or d[10]) then
  return {'leased', now}
end
if d[5] and tonumber(d[5]) > now and ARGV[8] ~= '1' then return {'early', now} end
local scope = scopeOf(ARGV[7] .. ':a:' .. d[7])
if d[6] and scope and scope ~= d[6] then
  redis.call('HSET', KEYS[1], 'state', 'superseded', 'settled', now)
  redis.call('HDEL', KEYS[1], 'token', 'lease', 'since', 'node', 'next')
  redis.call('ZREM', KEYS[2], member)
  local fields = redis.call('HGETALL', KEYS[1])
  local timeline = redis.call('HGET', KEYS[1], 'timeline')
  if timeline then
    local line = {at=now, delivery=ARGV[1], state='superseded', tries=tonumber(d[8] or 0)}
    local list = ARGV[7] .. ':t:' .. timeline
    if is(list, 'list') then append(list, cjson.encode(line)) end
  end
  tell(KEYS[3], cjson.encode({a=d[7], d=ARGV[1], state='superseded'}))
  table.insert(fields, 1, now)
  table.insert(fields, 1, 'superseded')
  return fields
end
redis.call('HSET', KEYS[1], 'state', 'sending', 'token', ARGV[2], 'node', ARGV[3],
  'since', now, 'lease', now + tonumber(ARGV[4]), 'tries', tonumber(d[8] or 0) + (d[2] == ARGV[2] and 0 or 1))
redis.call('HDEL', KEYS[1], 'next', 'settled')
redis.call('ZADD', KEYS[2], now, member)
local fields = redis.call('HGETALL', KEYS[1])
fields[#fields + 1] = 'was'
fields[#fields + 1] = d[1]
table.insert(fields, 1, now)
table.insert(fields, 1, 'ok')
return fields
`;

/**
 * Records what an attempt came to.
 * KEYS delivery, agenda, feed
 * ARGV id · attempt token · shift · state · next attempt in ms ('' unless it is tried again) · timeline key ('') · line
 *      · feed line · key of a message to be sent because of it ('') · its id · its fields …
 * Answers ['ok'|'lost'|'final'|'gone', now]
 */
export const FINISH = `${ALSO_WHEN_FULL}
${PRELUDE}
${TELL}
local now = nowMs(tonumber(ARGV[3]))
local d = redis.call('HMGET', KEYS[1], 'state', 'token')
if not d[1] then return {'gone', now} end
if FINAL[d[1]] then return {'final', now} end
if d[2] ~= ARGV[2] then return {'lost', now} end
local member = 'D|' .. ARGV[1]
local fields = cjson.decode(ARGV[9])
if ARGV[5] ~= '' then
  local at = now + tonumber(ARGV[5])
  redis.call('HSET', KEYS[1], 'state', ARGV[4], 'next', at, unpack(fields))
  redis.call('HDEL', KEYS[1], 'token', 'lease', 'since', 'node')
  redis.call('ZADD', KEYS[2], at, member)
else
  redis.call('HSET', KEYS[1], 'state', ARGV[4], 'settled', now, unpack(fields))
  redis.call('HDEL', KEYS[1], 'token', 'lease', 'since', 'node', 'next')
  redis.call('ZREM', KEYS[2], member)
end
if ARGV[6] ~= '' and is(ARGV[6], 'list') then append(ARGV[6], ARGV[7]) end
tell(KEYS[3], ARGV[8])
if ARGV[10] ~= '' and redis.call('EXISTS', ARGV[10]) == 0 then
  redis.call('HSET', ARGV[10], unpack(ARGV, 12, #ARGV))
  redis.call('ZADD', KEYS[2], now, 'D|' .. ARGV[11])
end
return {'ok', now}
`;

/** A message that its receiver has committed needs no record any more. KEYS delivery, agenda · ARGV id */
export const FORGET = `${ALSO_WHEN_FULL}
redis.call('DEL', KEYS[1])
return redis.call('ZREM', KEYS[2], 'D|' .. ARGV[1])
`;
