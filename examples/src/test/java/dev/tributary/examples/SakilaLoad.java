package dev.tributary.examples;

import dev.tributary.testkit.MySqlDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** What happens in the shop of Sakila: films are lent, paid for and described anew, and keys change with all that refers to them. */
final class SakilaLoad implements AutoCloseable {

    private static final int NEW_KEYS = 2_000;

    private final MySqlDatabase sakila;
    private final RandomGenerator random;
    private final Thread thread = new Thread(this::write, "sakila-load");
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private volatile boolean stopping;
    private int rounds; // the thread's until it has ended

    private SakilaLoad(MySqlDatabase sakila) {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("SakilaLoad seed " + seed);
        this.sakila = sakila;
        this.random = RandomGeneratorFactory.getDefault().create(seed);
    }

    static SakilaLoad on(MySqlDatabase sakila) {
        SakilaLoad load = new SakilaLoad(sakila);
        load.thread.start();
        return load;
    }

    private void write() {
        try (Connection connection = sakila.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!stopping) {
                for (String sql : round(rounds)) {
                    statement.execute(sql);
                }
                connection.commit();
                rounds++;
            }
        } catch (SQLException e) {
            failure.set(e);
        }
    }

    /** Old keys are drawn, and may be gone; new ones are counted. */
    private List<String> round(int number) {
        int film = 1 + random.nextInt(1_000);
        return switch (number % 8) {
            case 0 ->
                List.of(
                        "INSERT INTO rental (rental_date, inventory_id, customer_id, staff_id) SELECT NOW(), MAX(inventory_id), "
                                + (1 + ((number / 8) % 599)) + ", 1 FROM inventory",
                        "INSERT INTO payment (customer_id, staff_id, rental_id, amount, payment_date)"
                                + " VALUES (1, 1, LAST_INSERT_ID(), 2.99, NOW())");
            case 1 ->
                List.of("DELETE FROM rental WHERE rental_id = " + (1 + random.nextInt(16_000))); // payments lose it
            case 2 ->
                List.of("UPDATE film SET description = 'round " + number + "' WHERE film_id = " + film); // a trigger
            case 3 ->
                List.of("UPDATE payment SET amount = amount + 1 WHERE customer_id = " + (1 + random.nextInt(599)));
            case 4 -> changedKey("film", film, number);
            case 5 -> changedKey("country", 1 + random.nextInt(109), number);
            case 6 -> changedKey("actor", 1 + random.nextInt(200), number);
            default -> withoutFilms("actor", 1 + random.nextInt(200));
        };
    }

    /** What refers to it follows. */
    private static List<String> changedKey(String table, int from, int number) {
        String key = table + "_id";
        return List.of(
                "UPDATE " + table + " SET " + key + " = " + (NEW_KEYS + (number / 8)) + " WHERE " + key + " = " + from);
    }

    private static List<String> withoutFilms(String table, int key) {
        String where = " WHERE " + table + "_id = " + key;
        return List.of("DELETE FROM film_" + table + where, "DELETE FROM " + table + where);
    }

    /** Ends it; returns how many transactions were committed. */
    int stop() throws InterruptedException, SQLException {
        stopping = true;
        thread.join();
        SQLException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return rounds;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        }
    }
}
