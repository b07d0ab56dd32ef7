package dev.tallystick.planted.tree.run;

import dev.tallystick.planted.tree.lab.Lab;

record RunThatReachesTheLab(Lab lab) {}
