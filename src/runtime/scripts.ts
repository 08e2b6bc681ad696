/**
 * The Lua that makes a change of one actor atomic. A script runs in one hash slot
 * (all keys of a partition share a tag, so keys that are built from the tag are
 * safe on a cluster), reads and checks everything before its first write, since
 * scripts don't roll back, and judges time by Redis' own clock.
 *
 * `shift` (ms, 0 in production) lets tests move that clock.
 */

/** Bounds of one incident's timeline: the first and the last lines are kept, what lay between is counted. */
const FIRST_LINES = 200;
const LAST_LINES = 800;

const PRELUDE = `
local function nowMs(shift)
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000) + shift
end
local function is(key, want)
  local have = redis.call('TYPE', key).ok
  return have == 'none' or have == want
end
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
local function scopeOf(actorKey)
  local head = redis.call('GETRANGE', actorKey, 0, 127)
  return string.match(head, '^[^\\n]*\\n([^\\n]*)\\n') or ''
end
local FINAL = {accepted=1, delivered=1, failed=1, refused=1, superseded=1, previewed=1}
local function isLive(live, node)
  return string.find(live, ' ' .. node .. ' ', 1, true) ~= nil
end
`;

/**
 * KEYS actor, agenda, feed, reservation, idemIndex
 * ARGV expected commit id ('' = none) · new record · new commit id · stamp · shift · node · reserve (1|0) · feed line
 *      · number of idempotency entries, each: key, body hash, answer
 *      · number of writes, each: number of arguments, command, key, …
 * Answers [status, now, …]: ok | conflict | reserved, ms | clock | duplicate, index (from 0), stored | idemFull
 */
export const COMMIT = `${PRELUDE}
local TYPES = {ZADD='zset', ZREM='zset', HSET='hash', SET='string', DEL=false, LINE='list'}
local MAX_IDEM = 100000
local now = nowMs(tonumber(ARGV[5]))
if not is(KEYS[1], 'string') or not is(KEYS[2], 'zset') or not is(KEYS[3], 'stream') or not is(KEYS[5], 'zset') then
  return redis.error_reply('WRONGTYPE a key of the commit holds another kind of value')
end
local current = redis.call('GETRANGE', KEYS[1], 0, 15)
if current ~= ARGV[1] then
  -- Our own commit, sent again by the client library after a reconnect: it is done already.
  if current == ARGV[3] then return {'ok', now} end
  if ARGV[7] == '1' then redis.call('SET', KEYS[4], ARGV[6], 'PX', 50, 'NX') end
  return {'conflict', now}
end
local holder = redis.call('GET', KEYS[4])
if holder and holder ~= ARGV[6] then return {'reserved', now, redis.call('PTTL', KEYS[4])} end
if math.abs(now - tonumber(ARGV[4])) > 500 then return {'clock', now} end

local i = 9
local idemCount = tonumber(ARGV[i])
i = i + 1
local idemFrom = i
if idemCount > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
  if redis.call('ZCARD', KEYS[5]) + idemCount > MAX_IDEM then return {'idemFull', now} end
  for n = 0, idemCount - 1 do
    local stored = redis.call('GET', ARGV[i])
    if stored then return {'duplicate', now, n, stored} end
    i = i + 3
  end
end

local writes = tonumber(ARGV[i])
local writesFrom = i + 1
i = writesFrom
for n = 1, writes do
  local want = TYPES[ARGV[i + 1]]
  if want == nil then return redis.error_reply('ERR unknown write ' .. ARGV[i + 1]) end
  if want and not is(ARGV[i + 2], want) then
    return redis.error_reply('WRONGTYPE ' .. ARGV[i + 2] .. ' holds another kind of value')
  end
  i = i + 1 + tonumber(ARGV[i])
end

redis.call('SET', KEYS[1], ARGV[2])
i = idemFrom
for n = 1, idemCount do
  redis.call('SET', ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2], 'PX', 86400000)
  redis.call('ZADD', KEYS[5], now + 86400000, ARGV[i])
  i = i + 3
end
i = writesFrom
for n = 1, writes do
  local argc = tonumber(ARGV[i])
  if ARGV[i + 1] == 'LINE' then append(ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4]))
  else redis.call(unpack(ARGV, i + 1, i + argc)) end
  i = i + 1 + argc
end
if ARGV[8] ~= '' then redis.call('XADD', KEYS[3], 'MAXLEN', '~', 640, '*', 'c', ARGV[8]) end
return {'ok', now}
`;

/**
 * Takes a delivery for one attempt.
 * KEYS delivery, agenda, feed
 * ARGV id · attempt token · node · lease (ms) · shift · live nodes (' a b ') · tag · force (1: a person asked, also for what was given up; 0)
 * Answers ['ok', now, field, value, …] | ['gone'|'final'|'leased'|'early'|'superseded', now, …fields when superseded]
 */
export const BEGIN = `${PRELUDE}
local now = nowMs(tonumber(ARGV[5]))
local d = redis.call('HMGET', KEYS[1], 'state', 'token', 'lease', 'node', 'next', 'scope', 'actor', 'tries')
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
if d[2] and d[2] ~= ARGV[2] and tonumber(d[3]) > now and isLive(ARGV[6], d[4]) then return {'leased', now} end
if d[5] and tonumber(d[5]) > now and ARGV[8] ~= '1' then return {'early', now} end
if d[6] and scopeOf(ARGV[7] .. ':a:' .. d[7]) ~= d[6] then
  redis.call('HSET', KEYS[1], 'state', 'superseded', 'settled', now)
  redis.call('HDEL', KEYS[1], 'token', 'lease', 'node', 'next')
  redis.call('ZREM', KEYS[2], member)
  local fields = redis.call('HGETALL', KEYS[1])
  local line = {at=now, delivery=ARGV[1], state='superseded', tries=tonumber(d[8] or 0), payload={}}
  local timeline
  for n = 1, #fields, 2 do
    local name = fields[n]
    if name == 'kind' then line.kind = fields[n + 1]
    elseif name == 'timeline' then timeline = fields[n + 1]
    elseif string.sub(name, 1, 2) == 'p.' then line.payload[string.sub(name, 3)] = fields[n + 1] end
  end
  if timeline then append(ARGV[7] .. ':t:' .. timeline, cjson.encode(line)) end
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', 640, '*', 'd',
    cjson.encode({a=d[7], d=ARGV[1], state='superseded'}))
  table.insert(fields, 1, now)
  table.insert(fields, 1, 'superseded')
  return fields
end
redis.call('HSET', KEYS[1], 'state', 'sending', 'token', ARGV[2], 'node', ARGV[3],
  'lease', now + tonumber(ARGV[4]), 'tries', tonumber(d[8] or 0) + (d[2] == ARGV[2] and 0 or 1))
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
 *      · feed line ('') · key of a message to be sent because of it ('') · its id · its fields …
 * Answers ['ok'|'lost'|'final'|'gone', now]
 */
export const FINISH = `${PRELUDE}
local now = nowMs(tonumber(ARGV[3]))
local d = redis.call('HMGET', KEYS[1], 'state', 'token')
if not d[1] then return {'gone', now} end
if FINAL[d[1]] then return {'final', now} end
if d[2] ~= ARGV[2] then return {'lost', now} end
local member = 'D|' .. ARGV[1]
local fields = cjson.decode(ARGV[9])
redis.call('HSET', KEYS[1], 'state', ARGV[4], unpack(fields))
redis.call('HDEL', KEYS[1], 'token', 'lease', 'node')
if ARGV[5] ~= '' then
  local at = now + tonumber(ARGV[5])
  redis.call('HSET', KEYS[1], 'next', at)
  redis.call('ZADD', KEYS[2], at, member)
else
  redis.call('HDEL', KEYS[1], 'next')
  redis.call('HSET', KEYS[1], 'settled', now)
  redis.call('ZREM', KEYS[2], member)
end
if ARGV[6] ~= '' then append(ARGV[6], ARGV[7]) end
if ARGV[8] ~= '' then redis.call('XADD', KEYS[3], 'MAXLEN', '~', 640, '*', 'd', ARGV[8]) end
if ARGV[10] ~= '' and redis.call('EXISTS', ARGV[10]) == 0 then
  redis.call('HSET', ARGV[10], unpack(ARGV, 12, #ARGV))
  redis.call('ZADD', KEYS[2], now, 'D|' .. ARGV[11])
end
return {'ok', now}
`;

/** A message that its receiver has committed needs no record any more. KEYS delivery, agenda · ARGV id */
export const FORGET = `
redis.call('DEL', KEYS[1])
return redis.call('ZREM', KEYS[2], 'D|' .. ARGV[1])
`;

/**
 * What is due and in nobody's hands, oldest first.
 * KEYS agenda, claims
 * ARGV shift · overdue by (ms) · limit · claim for (ms) · live nodes (' a b ') · tag
 * Answers [now, member, due, …]
 */
export const TAKE = `${PRELUDE}
local now = nowMs(tonumber(ARGV[1]))
local upTo = now - tonumber(ARGV[2])
local limit = tonumber(ARGV[3])
local out = {now}
local offset = 0
while #out < limit * 2 and offset < limit * 8 do
  local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', upTo, 'WITHSCORES', 'LIMIT', offset, limit)
  for n = 1, #due, 2 do
    local member = due[n]
    local free
    if string.sub(member, 1, 2) == 'D|' then
      local d = redis.call('HMGET', ARGV[6] .. ':d:' .. string.sub(member, 3), 'token', 'lease', 'node')
      free = not (d[1] and tonumber(d[2]) > now and isLive(ARGV[5], d[3]))
    else
      free = true
    end
    if free then
      local claimed = redis.call('ZSCORE', KEYS[2], member)
      if not claimed or tonumber(claimed) <= now then
        redis.call('ZADD', KEYS[2], now + tonumber(ARGV[4]), member)
        out[#out + 1] = member
        out[#out + 1] = due[n + 1]
        if #out >= limit * 2 then break end
      end
    end
  end
  if #due < limit * 2 then break end
  offset = offset + limit
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - 60000)
return out
`;

/** "I live." KEYS nodes · ARGV node, shift. Answers [now, live nodes …]: those heard of within 4 s. */
export const BEAT = `${PRELUDE}
local now = nowMs(tonumber(ARGV[2]))
local t = redis.call('TIME')
local real = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], real, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', real - 4000)
local out = redis.call('ZRANGE', KEYS[1], 0, -1)
table.insert(out, 1, now)
return out
`;
