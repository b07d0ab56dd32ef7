package dev.tallystick.host;

import java.time.Duration;

/// What one job may take of the server in one run, before its run ends instead of the server.
///
/// @param silence after which a job that asks for nothing is given up
/// @param pageRows that are handed on at once
/// @param mostRows that a run may hand on: their keys are held in memory, to tell one that comes twice
/// @param mostFaults rows in a run that cannot be taken: a job that turns in a circle hands on the same ones for ever
/// @param hanging what earlier runs of this job left behind
record Hosting(Duration silence, int pageRows, int mostRows, int mostFaults, Hanging hanging) {
    static Hosting with(Duration silence) {
        return new Hosting(silence, 500, 1_000_000, 10_000, new Hanging());
    }
}
