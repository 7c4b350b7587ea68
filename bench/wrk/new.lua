-- Another expression each time, so that no answer is known.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local n = 0
request = function()
  n = n + 1
  return wrk.format(nil, nil, nil, string.format(
    '{"expression":"sum(order_completed.amount, last %d days) > %d.%02d and not did(order_completed, last 30 days)"}',
    30 + n % 330, 100 + n % 997, n % 100))
end
