package dev.tallystick;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Where the process begins.
@SpringBootApplication
public class Tallystick {
    public static void main(String[] args) {
        SpringApplication.run(Tallystick.class, args);
    }
}
