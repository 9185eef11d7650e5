namespace Reconciliation.Storage;

/// <summary>The dictionaries with which one database packs what is written now; null: plain JSON is written.</summary>
/// <param name="Vues">That of views.</param>
/// <param name="Lignes">That of lines.</param>
/// <param name="Causes">That of the causes of versions.</param>
internal readonly record struct PackingInForce(RecordPacker? Vues, RecordPacker? Lignes, RecordPacker? Causes)
{
    /// <summary>The dictionary of a kind of record; null: it is written as plain JSON.</summary>
    /// <param name="kind">The kind.</param>
    public RecordPacker? Of(PackedRecord kind) => kind switch
    {
        PackedRecord.Vue => Vues,
        PackedRecord.Ligne => Lignes,
        PackedRecord.Cause => Causes,
    };

    /// <summary>From the rows of <see cref="DictionnaireTable.InForce"/>.</summary>
    /// <param name="dictionaries">The dictionaries, the later ones of a kind last.</param>
    public static PackingInForce Of(IEnumerable<(PackedRecord Record, RecordPacker Dictionary)> dictionaries) => dictionaries.Aggregate(
        default(PackingInForce),
        (force, d) => d.Record switch
        {
            PackedRecord.Vue => force with { Vues = d.Dictionary },
            PackedRecord.Ligne => force with { Lignes = d.Dictionary },
            PackedRecord.Cause => force with { Causes = d.Dictionary },
        });
}
