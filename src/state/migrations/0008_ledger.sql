-- SPDX-License-Identifier: GPL-3.0-or-later
-- The ledger: room loyalty, loyalty/ledger.h.  Numbers are dense and given by the writer.  What a transaction has (entries, lots, uses)
-- are ranges of numbers, and entries of an account are a chain, so that a posting adds to the end of its tables and touches few pages
-- elsewhere.  Rows refer to each other without FOREIGN KEY: `shoal verify` follows them all, postings are many.

-- What is counted: the document of the same slug says the rest.  Decimals are those of the first transaction.
CREATE TABLE ledger_currency (
  n @i64 PRIMARY KEY,
  slug @text NOT NULL UNIQUE,
  decimals @i64 NOT NULL CHECK (decimals BETWEEN 0 AND 4)
) @strict;

-- Who asked: a user, a key, a rule.
CREATE TABLE ledger_actor (
  n @i64 PRIMARY KEY,
  name @text NOT NULL UNIQUE
) @strict;

-- owner: a holder's number, or the negative number of a system account.  last: its newest entry, 0 = none.  due: no lot of it becomes
-- available or expires before.
CREATE TABLE ledger_account (
  n @i64 PRIMARY KEY,
  owner @i64 NOT NULL CHECK (owner <> 0),
  currency @i64 NOT NULL,
  available @i64 NOT NULL,
  pending @i64 NOT NULL CHECK (pending >= 0),
  frozen @i64 NOT NULL CHECK (frozen >= 0),
  last @i64 NOT NULL,
  due @i64 NOT NULL,
  UNIQUE (owner, currency)
) @strict;
CREATE INDEX ledger_account_due ON ledger_account (due);

-- What was done, once for each (actor, key); the sweep's own have neither.  `of`: which one it gives back; returned: what was given back
-- of this one.
CREATE TABLE ledger_txn (
  n @i64 PRIMARY KEY,
  kind @i64 NOT NULL,
  currency @i64 NOT NULL,
  actor @i64,
  key @text,
  hash @i64 NOT NULL,
  at_ms @i64 NOT NULL,
  holder @i64 NOT NULL,
  amount @i64 NOT NULL CHECK (amount >= 0),
  balance @i64 NOT NULL,
  other @i64 NOT NULL,
  debt @i64 NOT NULL,
  shortfall @i64 NOT NULL,
  lapsed @i64 NOT NULL,
  of_txn @i64 NOT NULL,
  returned @i64 NOT NULL CHECK (returned BETWEEN 0 AND amount),
  cause @i64 NOT NULL,
  approver @i64 NOT NULL,
  reason @text NOT NULL,
  ref @text NOT NULL,
  first_entry @i64 NOT NULL,
  entries @i64 NOT NULL,
  first_lot @i64 NOT NULL,
  lots @i64 NOT NULL,
  first_use @i64 NOT NULL,
  uses @i64 NOT NULL,
  UNIQUE (actor, key)
) @strict;

-- bucket: 0 available, 1 pending, 2 frozen.  balance: of the bucket, afterwards.  prev: the entry of the account before, 0 = none.
CREATE TABLE ledger_entry (
  n @i64 PRIMARY KEY,
  txn @i64 NOT NULL,
  account @i64 NOT NULL,
  bucket @i64 NOT NULL CHECK (bucket BETWEEN 0 AND 2),
  amount @i64 NOT NULL CHECK (amount <> 0),
  balance @i64 NOT NULL,
  prev @i64 NOT NULL
) @strict;

-- What was granted at once.  rest: what can be spent of it, once it is `ready` (0: now; else when); held: what is frozen; lapsed: what
-- expired.  expires: its first invalid moment.
CREATE TABLE ledger_lot (
  n @i64 PRIMARY KEY,
  account @i64 NOT NULL,
  txn @i64 NOT NULL,
  granted @i64 NOT NULL CHECK (granted > 0),
  rest @i64 NOT NULL CHECK (rest >= 0),
  held @i64 NOT NULL CHECK (held >= 0),
  lapsed @i64 NOT NULL CHECK (lapsed >= 0),
  ready @i64 NOT NULL,
  expires @i64 NOT NULL,
  CHECK (rest + held + lapsed <= granted)
) @strict;
CREATE INDEX ledger_lot_open ON ledger_lot (account) WHERE rest > 0;

-- What a transaction took of a lot, and how much of that was given back.
CREATE TABLE ledger_use (
  n @i64 PRIMARY KEY,
  txn @i64 NOT NULL,
  lot @i64 NOT NULL,
  amount @i64 NOT NULL CHECK (amount > 0),
  back @i64 NOT NULL CHECK (back BETWEEN 0 AND amount)
) @strict;

-- Adjustments that wait for a second person.  status: 0 waiting, 1 approved, 2 rejected.
CREATE TABLE ledger_proposal (
  n @i64 PRIMARY KEY,
  status @i64 NOT NULL CHECK (status BETWEEN 0 AND 2),
  at_ms @i64 NOT NULL,
  actor @i64 NOT NULL,
  key @text NOT NULL,
  hash @i64 NOT NULL,
  holder @i64 NOT NULL,
  currency @i64 NOT NULL,
  amount @i64 NOT NULL CHECK (amount <> 0),
  reason @text NOT NULL,
  ref @text NOT NULL,
  decided_ms @i64 NOT NULL,
  decider @i64 NOT NULL,
  note @text NOT NULL,
  txn @i64 NOT NULL,
  UNIQUE (actor, key)
) @strict;
CREATE INDEX ledger_proposal_waiting ON ledger_proposal (n) WHERE status = 0;
