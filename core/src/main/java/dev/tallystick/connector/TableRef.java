package dev.tallystick.connector;

/// Which table of a connection, with what the sync says of it.
///
/// @param name as the owning system names it: a stream of a manifest, `schema.table` or `table` in a database
/// @param options checked against [Connector#tableSettings()]
public record TableRef(String name, SettingValues options) {}
