package example;

/** Two places in an application's code: the store does not count its own packages as such. */
public final class SlowPlaces {
    private SlowPlaces() {}

    public static void one(Runnable wait) {
        wait.run();
    }

    public static void another(Runnable wait) {
        wait.run();
    }
}
