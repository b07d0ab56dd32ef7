package dev.tallystick.planted;

import org.springframework.modulith.Modulith;

/// An application whose package `lower` uses `upper` and does not say so.
@Modulith
public class PlantedApplication {}
