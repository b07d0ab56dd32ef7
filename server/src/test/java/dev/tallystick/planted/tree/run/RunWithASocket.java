package dev.tallystick.planted.tree.run;

import java.net.Socket;

record RunWithASocket(Socket socket) {}
