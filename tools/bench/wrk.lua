-- Asks for the addresses of a file, one after the other, and prints what was measured as one line of JSON.
local addresses, at, asked, anew = {}, 0, 0, false

function init(arguments)
  for line in io.lines(arguments[1]) do
    addresses[#addresses + 1] = line
  end
  at = tonumber(arguments[2]) -- where the last measurement stopped
  asked = at
  anew = arguments[3] == "anew"
  wrk.headers["Accept-Encoding"] = "gzip, deflate, br"
  if arguments[4] and arguments[4] ~= "" then
    wrk.headers["Cookie"] = arguments[4]
  end
end

function request()
  at = at % #addresses + 1
  if anew then -- a host with another port is another address for a cache
    asked = asked + 1
    wrk.headers["Host"] = "127.0.0.1:" .. (1024 + asked % 64000)
  end
  return wrk.format("GET", addresses[at])
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p95":%f}\n', summary.requests,
    summary.duration / 1e6, failed, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3))
end
