/** The script that makes a change of one actor atomic: everything that a commit orders, or nothing of it. */
import { ALSO_WHEN_FULL, PRELUDE } from './script-prelude.ts';

/**
 * KEYS actor, agenda, feed, reservation, idemIndex
 * ARGV expected commit id ('' = none) · new record · new commit id · stamp · shift · node · feed line · how far off the stamp may be (ms)
 *      · number of idempotency entries, each: key, body hash, answer
 *      · number of writes, each: number of arguments, command, key, …
 * Answers [status, now, …]: ok | conflict | reserved, ms | clock | duplicate, index (from 0), stored | idemFull
 */
export const COMMIT = `${PRELUDE}
local TYPES = {ZADD='zset', ZREM='zset', HSET='hash', HDEL='hash', SET='string', DEL=false, LINE='list'}
local MAX_IDEM = 100000
local now = nowMs(tonumber(ARGV[5]))
-- The record's kind is seen by the reading of it, that of the agenda and of the keys' index where they are written to.
if not is(KEYS[3], 'stream') then return redis.error_reply('WRONGTYPE the feed holds another kind of value') end
local current = redis.call('GETRANGE', KEYS[1], 0, 15)
if current ~= ARGV[1] then
  -- Our own commit, sent again by the client library after a reconnect: it is done already.
  if current == ARGV[3] then return {'ok', now} end
  -- Whoever lost once is next: the others wait until it had its turn.
  redis.call('SET', KEYS[4], ARGV[6], 'PX', 50, 'NX')
  return {'conflict', now}
end
local holder = redis.call('GET', KEYS[4])
if holder and holder ~= ARGV[6] then return {'reserved', now, redis.call('PTTL', KEYS[4])} end
if math.abs(now - tonumber(ARGV[4])) > tonumber(ARGV[8]) then return {'clock', now} end

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
  local argc = tonumber(ARGV[i])
  -- Lua's stack ends near 8,000 values.
  if argc > 4000 then return redis.error_reply('ERR a write of ' .. argc .. ' arguments') end
  if ARGV[i + 1] == 'ZADD' then
    for n = i + 3, i + argc, 2 do
      local score = tonumber(ARGV[n])
      if not score or score ~= score then return redis.error_reply('ERR no score: ' .. ARGV[n]) end
    end
  end
  i = i + 1 + argc
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
if ARGV[7] ~= '' then redis.call('XADD', KEYS[3], 'MAXLEN', '~', 640, '*', 'c', ARGV[7]) end
return {'ok', now}
`;

/** The same for what must not wait for room: timers, and events that make none of their own. */
export const COMMIT_WHEN_FULL = `${ALSO_WHEN_FULL}
${COMMIT}`;
