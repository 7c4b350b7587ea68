-- One segment, asked again and again.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"expression":"count(order_completed, last 180 days) >= 2 and not did(order_completed, last 30 days)"}'
