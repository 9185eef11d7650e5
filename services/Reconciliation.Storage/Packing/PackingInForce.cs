namespace Reconciliation.Storage;

/// <summary>The dictionaries with which one database packs what is written now; null: plain JSON is written.</summary>
/// <param name="Vues">That of views.</param>
/// <param name="Lignes">That of lines.</param>
internal readonly record struct PackingInForce(RecordPacker? Vues, RecordPacker? Lignes)
{
    /// <summary>From the rows of <see cref="DictionnaireTable.InForce"/>.</summary>
    /// <param name="dictionaries">The dictionaries, the later ones of a kind last.</param>
    public static PackingInForce Of(IEnumerable<(PackedRecord Record, RecordPacker Dictionary)> dictionaries) => dictionaries.Aggregate(
        default(PackingInForce),
        (force, d) => d.Record switch
        {
            PackedRecord.Vue => force with { Vues = d.Dictionary },
            PackedRecord.Ligne => force with { Lignes = d.Dictionary },
        });
}
