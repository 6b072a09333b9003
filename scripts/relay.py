# SPDX-License-Identifier: GPL-2.0-only
"""UARTs on sockets that any number of clients may connect to at any time.

QEMU waits for the client of its socket, so a client that does not read would
stop the whole machine. QEMU is therefore connected to this relay, which always
reads; output that exceeds a slow client's buffer is lost to that client.
"""
import contextlib
import os
import selectors
import socket
import threading

TYPED_MAX = 65536	# bytes in transit to a UART


class Uart:
    def __init__(self, path):
        self.board, self.qemu = socket.socketpair()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.readers, self.typed = [], b""
        for each in (self.board, self.listener):
            each.setblocking(False)

    def accept(self, selector):
        reader, _ = self.listener.accept()
        reader.setblocking(False)
        self.readers.append(reader)
        selector.register(reader, selectors.EVENT_READ, lambda _: self.take(selector, reader))

    def drop(self, selector, reader):
        if reader in self.readers:
            self.readers.remove(reader)
            with contextlib.suppress(KeyError):
                selector.unregister(reader)
            reader.close()

    def take(self, selector, reader):
        """Handles input from a client."""
        try:
            data = reader.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.drop(selector, reader)
        self.typed = (self.typed + data)[:TYPED_MAX]
        self.pass_on(selector)

    def pass_on(self, selector):
        with contextlib.suppress(OSError):
            self.typed = self.typed[self.board.send(self.typed):] if self.typed else b""
        selector.modify(self.board, selectors.EVENT_READ | (selectors.EVENT_WRITE if self.typed else 0),
                        lambda events: self.serve(selector, events))

    def serve(self, selector, events):
        """Handles QEMU's end: output, or room for input."""
        if events & selectors.EVENT_WRITE:
            self.pass_on(selector)
        if not events & selectors.EVENT_READ:
            return
        try:
            data = self.board.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            selector.unregister(self.board)
            return
        for reader in list(self.readers):
            try:
                reader.send(data)
            except BlockingIOError:
                pass
            except OSError:
                self.drop(selector, reader)


class Relay:
    """Serves a socket FOLDER/NAME.sock for each UART while the program runs."""

    def __init__(self, folder, names):
        self.uarts = {name: Uart(os.path.join(folder, name + ".sock")) for name in names}

    def descriptors(self):
        """name: the descriptor that QEMU must inherit as its UART."""
        return {name: uart.qemu.fileno() for name, uart in self.uarts.items()}

    def start(self):
        """To be called once QEMU has inherited its ends."""
        for uart in self.uarts.values():
            uart.qemu.close()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        selector = selectors.DefaultSelector()
        for uart in self.uarts.values():
            selector.register(uart.listener, selectors.EVENT_READ, lambda _, uart=uart: uart.accept(selector))
            selector.register(uart.board, selectors.EVENT_READ,
                              lambda events, uart=uart: uart.serve(selector, events))
        while selector.get_map():
            for key, events in selector.select():
                key.data(events)
