/**
 * How an Opsgenie alert is written: each change is one script in the slot of its
 * alias, so any number of nodes may try. A record is stored as
 * `<revision>\n<tinyId>\n<firstAt, empty where no incident has it>\n<o(pen) | c(losed)>\n<json>`.
 */
import { ALSO_WHEN_FULL } from '../runtime/script-prelude.ts';

const HEADER = `
local function header(record) return string.match(record, '^(%d+)\\n(%d+)\\n(%d*)\\n([oc])\\n') end
`;

/**
 * Keeps what a create came to. KEYS alias, record, index, counter, log, request, index of all
 * ARGV names of records, logs and tinyIds up to the id · id · createdAt · firstAt ('' = no incident has it) · open or closed · json
 *      · how long · request, without the alert's id · how long that · number of the partition · how many are kept · integration, with a slash · lines of the log …
 * Answers [ok, id, created (1) or not] | [unplaced, id]: one that no incident has is open, and must take it up
 */
export const KEEP = `${HEADER}
local records, logs, tinies, id, createdAt, firstAt, ttl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[9]
local function done(known, created)
  redis.call('SET', KEYS[6], known .. '\\n' .. ARGV[10], 'PX', ARGV[11])
  return {'ok', known, created}
end
local function known(which)
  local record = redis.call('GET', records .. which)
  if not record then return nil end
  local _, tiny, first, status = header(record)
  return {tiny=tiny, first=first, status=status}
end
local function touch(which, tiny)
  for _, key in ipairs({KEYS[1], records .. which, logs .. which, tinies .. tiny}) do redis.call('PEXPIRE', key, ttl) end
end
local current = redis.call('GET', KEYS[1])
local latest = current and known(current)
if latest and latest.status == 'o' then
  if latest.first == '' then return {'unplaced', current} end
  if latest.first == firstAt then touch(current, latest.tiny) return done(current, 0) end
end
-- Of an earlier time: whoever came later has its alias by now.
local same = known(id)
if same and same.status == 'o' then touch(id, same.tiny) return done(id, 0) end
local tiny = redis.call('INCR', KEYS[4]) * 16 + tonumber(ARGV[12])
redis.call('SET', KEYS[2], '1\\n' .. tiny .. '\\n' .. firstAt .. '\\n' .. ARGV[7] .. '\\n' .. ARGV[8], 'PX', ttl)
redis.call('SET', tinies .. tiny, id, 'PX', ttl)
for n = 15, #ARGV do redis.call('RPUSH', KEYS[5], ARGV[n]) end
redis.call('PEXPIRE', KEYS[5], ttl)
local currentAt = current and tonumber(string.match(current, '(%d+)$')) or 0
if currentAt <= tonumber(createdAt) then redis.call('SET', KEYS[1], id, 'PX', ttl) end
redis.call('ZADD', KEYS[3], createdAt, id)
redis.call('ZADD', KEYS[7], createdAt, ARGV[14] .. id)
local over = redis.call('ZCARD', KEYS[3]) - tonumber(ARGV[13])
if over > 0 then
  for _, old in ipairs(redis.call('ZRANGE', KEYS[3], 0, over - 1)) do
    local gone = known(old)
    redis.call('DEL', records .. old, logs .. old)
    if gone then redis.call('DEL', tinies .. gone.tiny) end
    redis.call('ZREM', KEYS[3], old)
    redis.call('ZREM', KEYS[7], ARGV[14] .. old)
  end
end
return done(id, 1)
`;

/**
 * Changes a record, if it still has that revision. KEYS record, log, request
 * ARGV revision ('' = the record stays) · new record · how long · request ('' = none) · how long that · lines that are kept · lines …
 * Answers ok | conflict | gone
 */
export const CHANGE = `${HEADER}
if ARGV[1] ~= '' then
  local record = redis.call('GET', KEYS[1])
  if not record then return {'gone'} end
  local revision = header(record)
  if revision ~= ARGV[1] then return {'conflict'} end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
for n = 7, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[n]) end
if #ARGV > 6 then
  redis.call('LTRIM', KEYS[2], -tonumber(ARGV[6]), -1)
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
if ARGV[4] ~= '' then redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[5]) end
return {'ok'}
`;

/** KEYS alias, record, index, log, tinyId, request, index of all · ARGV id · request · how long that · its name in the index of all */
export const REMOVE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('DEL', KEYS[2], KEYS[4], KEYS[5])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[7], ARGV[4])
redis.call('SET', KEYS[6], ARGV[2], 'PX', ARGV[3])
return {'ok'}
`;

/**
 * The oldest of a partition go: those that are known to be closed, or any. KEYS index of all
 * ARGV what documents, timelines and indexes begin with · how many · how many are looked at · only closed ones (1) or any
 * Answers [ok, how many went]. It only deletes, so a full Redis takes it.
 */
export const CUT_OLDEST = `${ALSO_WHEN_FULL}
${HEADER}
local cut = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[5] - 1)) do
  if cut == tonumber(ARGV[4]) then break end
  local record = redis.call('GET', ARGV[1] .. 'opsgenie/' .. member)
  local _, tiny, _, status = header(record or '')
  if ARGV[6] ~= '1' or status ~= 'o' then
    local integration, id = string.match(member, '^([^/]*)/(.*)$')
    if tiny then redis.call('DEL', ARGV[1] .. 'opsgenie-tiny/' .. integration .. '/' .. tiny) end
    redis.call('DEL', ARGV[1] .. 'opsgenie/' .. member, ARGV[2] .. 'opsgenie/' .. member)
    redis.call('ZREM', ARGV[3] .. 'opsgenie/' .. integration, id)
    redis.call('ZREM', KEYS[1], member)
    cut = cut + 1
  end
end
return {'ok', cut}
`;
