-- wrk sends each of `count` requests once, numbered from `from`, and ends when the last one is answered.
--   wrk ... -s wrk-numbered.lua URL -- from count connections method path body [name value]...
-- "{n}" in path and body is the number. Its report is one line of JSON; times are ms of the monotonic clock.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
  int getpid(void);
  int kill(int pid, int signal);
  int usleep(unsigned int microseconds);
]]
local MONOTONIC, SIGINT, NEVER_MS = 1, 2, 3600000
local moment = ffi.new("moment")

local function now()
  ffi.C.clock_gettime(MONOTONIC, moment)
  return tonumber(moment.seconds) * 1e3 + tonumber(moment.nanoseconds) / 1e6
end

local function pieces(template)
  local found = {}
  for piece in (template .. "{n}"):gmatch("(.-){n}") do found[#found + 1] = piece end
  return found
end

local count, connections, nextNumber
local method, path, body, headers
local turns, granted = 0, 0

function init(arguments)
  nextNumber, count, connections = tonumber(arguments[1]), tonumber(arguments[2]), tonumber(arguments[3])
  method, path, body = arguments[4], pieces(arguments[5]), pieces(arguments[6])
  headers = " HTTP/1.1\r\nhost: 127.0.0.1\r\n"
  for i = 7, #arguments, 2 do headers = headers .. arguments[i] .. ": " .. arguments[i + 1] .. "\r\n" end
end

-- wrk's own thread starts the others and sleeps. A signal that comes before it does leaves it asleep for its whole time.
local function waitUntilItSleeps(pid)
  for _ = 1, 1000 do
    local file = io.open("/proc/" .. pid .. "/task/" .. pid .. "/stat")
    if not file then return end
    local state = file:read("*a"):match("^.*%) (%a)")
    file:close()
    if state == "S" then return end
    ffi.C.usleep(1000)
  end
end

-- wrk asks before each request of a connection, so whoever asks again has had an answer.
function delay()
  turns = turns + 1
  if turns == 1 then startedAt = now() end
  if turns == count + connections then
    endedAt = now()
    -- It would sleep for the whole of its time.
    local pid = ffi.C.getpid()
    waitUntilItSleeps(pid)
    ffi.C.kill(pid, SIGINT)
  end
  if granted == count then return NEVER_MS end
  granted = granted + 1
  return 0
end

function request()
  local n = tostring(nextNumber)
  -- Before the first turn wrk only tries whether what it gets can be sent.
  if turns > 0 then nextNumber = nextNumber + 1 end
  local filled = table.concat(body, n)
  return method .. " " .. table.concat(path, n) .. headers .. "content-length: " .. #filled .. "\r\n\r\n" .. filled
end

local thread

function setup(one)
  thread = one
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"answered":%d,"notTaken":%d,"broken":%d,"startedAt":%.3f,"endedAt":%.3f}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    thread:get("startedAt"), thread:get("endedAt") or 0
  ))
end
