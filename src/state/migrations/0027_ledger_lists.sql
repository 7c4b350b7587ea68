-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lists of transactions, newest first: of a currency and kind, of who asked, for a reason; each within some time.
CREATE INDEX ledger_txn_kind ON ledger_txn (currency, kind, at_ms, n);
CREATE INDEX ledger_txn_actor ON ledger_txn (actor, at_ms, n) WHERE actor IS NOT NULL;
CREATE INDEX ledger_txn_reason ON ledger_txn (reason, at_ms, n) WHERE reason <> '';
