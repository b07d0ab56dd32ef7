package dev.tallystick.planted;

import org.springframework.modulith.Modulithic;

/// An application whose package `lower` uses `upper` and does not say so.
@Modulithic
public class PlantedApplication {}
