package dev.tallystick.planted.tree.storage;

import dev.tallystick.planted.tree.run.RunManager;

public record Store(RunManager knowsTheRunThatUsesIt) {}
