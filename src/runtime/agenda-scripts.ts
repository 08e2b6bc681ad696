/** The scripts that take what is due, and that say who lives. */
import { ALSO_WHEN_FULL, PRELUDE } from './script-prelude.ts';

/**
 * What is due and in nobody's hands, oldest first. It looks at no more than some
 * pages of the agenda at a time, so that it never holds up Redis for long.
 * KEYS agenda, claims
 * ARGV shift · overdue by (ms) · limit · claim a delivery for (ms) · live nodes (' a b ') · tag · when the live nodes were read · from
 *      · claim a timer for (ms) · 1: only timers · kind of delivery, how many of it may be taken, …: a kind that isn't named has no bound
 * Answers [now, where to go on (-1: that was all), kinds that were left for want of room ('a b'), member, due, …]
 */
export const TAKE = `${ALSO_WHEN_FULL}
${PRELUDE}
local now = nowMs(tonumber(ARGV[1]))
local upTo = now - tonumber(ARGV[2])
local limit = tonumber(ARGV[3])
local onlyTimers = ARGV[10] == '1'
local room = {}
for i = 11, #ARGV, 2 do room[ARGV[i]] = tonumber(ARGV[i + 1]) end
local out = {now, -1, ''}
local left = {}
local offset = tonumber(ARGV[8])
local last = offset + limit * 8
local full = limit * 2 + 3
while #out < full do
  if offset >= last then
    out[2] = offset
    break
  end
  local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', upTo, 'WITHSCORES', 'LIMIT', offset, limit)
  for n = 1, #due, 2 do
    local member = due[n]
    local free = true
    local kind
    local claimMs = tonumber(ARGV[9])
    local isDelivery = string.sub(member, 1, 2) == 'D|'
    if isDelivery and onlyTimers then
      free = false
    elseif isDelivery then
      claimMs = tonumber(ARGV[4])
      -- One record that holds another kind of value must not hide the rest: whoever takes it finds out.
      local d = redis.pcall('HMGET', ARGV[6] .. ':d:' .. string.sub(member, 3), 'token', 'lease', 'node', 'since', 'at', 'kind')
      free = d.err ~= nil or not (d[1] and isHeld(now, ARGV[5], tonumber(ARGV[7]), d[2], d[3], d[4] or d[5]))
      kind = d.err == nil and d[6] or nil
    end
    if free then
      local claimed = redis.call('ZSCORE', KEYS[2], member)
      if claimed and tonumber(claimed) > now then
        -- In somebody's hands.
      elseif kind and room[kind] and room[kind] <= 0 then
        -- It would wait here, claimed: a node that has room for it sends it at once.
        left[kind] = true
      else
        if kind and room[kind] then room[kind] = room[kind] - 1 end
        redis.call('ZADD', KEYS[2], now + claimMs, member)
        out[#out + 1] = member
        out[#out + 1] = due[n + 1]
        if #out >= full then break end
      end
    end
  end
  if #due < limit * 2 then break end
  offset = offset + limit
end
for kind in pairs(left) do out[3] = out[3] .. ' ' .. kind end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - 60000)
return out
`;

/** "I live." KEYS nodes · ARGV node, shift. Answers [now, live nodes …]: those heard of within 4 s. */
export const BEAT = `${ALSO_WHEN_FULL}
${PRELUDE}
local now = nowMs(tonumber(ARGV[2]))
local real = nowMs(0)
redis.call('ZADD', KEYS[1], real, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', real - 4000)
local out = redis.call('ZRANGE', KEYS[1], 0, -1)
table.insert(out, 1, now)
return out
`;
