package dev.tributary.examples;

import dev.tributary.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a password that is given as it is, as {@code env:NAME} or as {@code file:PATH}; the latter two anew at each use. */
final class SecretConverter implements ITypeConverter<Secret> {

    @Override
    public Secret convert(String text) {
        if (text.startsWith("env:")) {
            return checked(Secret.from(() -> fromEnvironment(text.substring(4))));
        }
        if (text.startsWith("file:")) {
            return checked(Secret.from(() -> fromFile(Path.of(text.substring(5)))));
        }
        return Secret.of(text);
    }

    private static Secret checked(Secret secret) {
        var unused = secret.reveal();
        return secret;
    }

    private static String fromEnvironment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new TypeConversionException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private static String fromFile(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new TypeConversionException("the password file " + file + " cannot be read: " + failure);
        }
    }
}
