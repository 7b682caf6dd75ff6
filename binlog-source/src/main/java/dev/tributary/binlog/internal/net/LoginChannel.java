package dev.tributary.binlog.internal.net;

import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.AuthenticateClearPasswordCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import java.io.IOException;
import java.net.Socket;

/** The channel of a login, which keeps the password from being sent for all to read: a false server could ask for that. */
final class LoginChannel extends PacketChannel {

    private final String address;

    LoginChannel(Socket socket, String address) throws IOException {
        super(socket);
        this.address = address;
    }

    @Override
    public void write(Command command) throws IOException {
        if (command instanceof AuthenticateClearPasswordCommand && !isSSL()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.TLS,
                    "The server at " + address
                            + " asks for the password in clear text (mysql_clear_password) on a connection"
                            + " that is not encrypted; use SslMode.VERIFY_IDENTITY, or give the account another authentication"
                            + " method");
        }
        super.write(command);
    }
}
