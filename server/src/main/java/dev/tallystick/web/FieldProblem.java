package dev.tallystick.web;

/// What is wrong with one field of a request.
///
/// @param pointer where it is, as a JSON Pointer (`/email`)
/// @param detail one plain sentence
public record FieldProblem(String pointer, String detail) {}
