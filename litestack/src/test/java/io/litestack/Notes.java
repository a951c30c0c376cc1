package io.litestack;

/** What users of the component of the tests work with. */
interface Notes {
    NotesConfig config();

    void add(String text);

    long count();

    /** Another one, so that there can be two. */
    interface Secret extends Notes {}
}
