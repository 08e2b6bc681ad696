-- wrk sends the same request again and again.
--   wrk ... -s wrk-same.lua URL -- method path body [name value]...
-- Its report is one line of JSON.

-- Written once, before wrk puts its request together: nothing of this runs for each request.
function init(arguments)
  wrk.method, wrk.path, wrk.body = arguments[1], arguments[2], arguments[3]
  for i = 4, #arguments, 2 do wrk.headers[arguments[i]] = arguments[i + 1] end
end

function done(summary)
  local errors = summary.errors
  io.write(string.format(
    '\n{"answered":%d,"notTaken":%d,"broken":%d,"seconds":%.6f}\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6
  ))
end
