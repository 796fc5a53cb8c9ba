-- Statements end with a blank line. ${...} is replaced by SqlJob from Flink's configuration.
CREATE TABLE orders (
  customer STRING,
  amount DECIMAL(10, 2),
  `topic` STRING NOT NULL METADATA VIRTUAL,
  `partition` INT NOT NULL METADATA VIRTUAL,
  `offset` BIGINT NOT NULL METADATA VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = 'orders',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  'properties.group.id' = 'orders-sql',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

CREATE TABLE invoices (
  customer STRING,
  total DECIMAL(10, 2),
  headers MAP<STRING, BYTES> METADATA
) WITH (
  'connector' = 'kafka',
  'topic' = 'invoices',
  'properties.bootstrap.servers' = '${bootstrap-servers}',
  'properties.transaction.timeout.ms' = '${transaction-timeout-ms}',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = '${prefix}invoices.',
  'sink.transaction-naming-strategy' = 'INCREMENTING',
  'format' = 'json'
);

INSERT INTO invoices
SELECT
  customer,
  CAST(amount * 1.19 AS DECIMAL(10, 2)),
  MAP['eo-origin', ENCODE(CONCAT_WS('/', `topic`, CAST(`partition` AS STRING), CAST(`offset` AS STRING)), 'UTF-8')]
FROM orders;
