using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>The records that a dictionary packs.</summary>
/// <remarks>Its numbers are stored and never renumbered.</remarks>
public enum PackedRecord
{
    /// <summary>Views, in <c>soin</c> and <c>journal</c>.</summary>
    Vue = 0,

    /// <summary>Lines, in <c>ligne</c>.</summary>
    Ligne = 1,

    /// <summary>The causes of versions, in <c>journal</c>.</summary>
    Cause = 2,
}

/// <summary>
/// The dictionaries with which records of this database are packed, each with its content, so that every backup can read its own rows. Rows
/// are only added: the last of each kind is in force.
/// </summary>
internal static class DictionnaireTable
{
    /// <summary>
    /// The last dictionary of each kind. Its content comes along only where the caller does not know the number: numbers that each
    /// process knows are the rule.
    /// </summary>
    public static readonly string InForce = $"""
        SELECT DISTINCT ON (genre) genre, numero, CASE WHEN numero NOT IN ({Shipped}) THEN octets END
        FROM dictionnaire ORDER BY genre, rang DESC
        """;

    /// <summary>All dictionaries, the oldest first.</summary>
    public const string All = "SELECT genre, numero, octets FROM dictionnaire ORDER BY rang";

    /// <summary>
    /// Puts dictionaries in force, those that are the last of their kind already left out.
    /// </summary>
    public const string Adopt = """
        INSERT INTO dictionnaire (genre, numero, octets, adopte_le)
        SELECT n.genre, n.numero, n.octets, now()
        FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]) AS n(genre, numero, octets)
        WHERE n.numero IS DISTINCT FROM (SELECT d.numero FROM dictionnaire AS d WHERE d.genre = n.genre ORDER BY d.rang DESC LIMIT 1)
        """;

    /// <summary>The rule that the database itself enforces: a dictionary is neither changed nor removed.</summary>
    public const string Unalterable = """
        CREATE OR REPLACE FUNCTION dictionnaire_inalterable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The table % only grows.', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END $$;
        """;

    /// <summary>The trigger that calls <see cref="Unalterable"/>.</summary>
    public static readonly WantedTrigger Trigger = new(
        "dictionnaire_inalterable",
        "dictionnaire",
        "BEFORE DELETE OR UPDATE OR TRUNCATE ON dictionnaire FOR EACH STATEMENT EXECUTE FUNCTION dictionnaire_inalterable()");

    private static string Shipped => string.Join(", ", RecordPackers.Shipped.Select(s => s.Number));

    /// <summary>A row of <see cref="InForce"/> or <see cref="All"/>: its dictionary is known from now on.</summary>
    /// <param name="r">The row.</param>
    /// <exception cref="InvalidDataException">The content is no dictionary, or that of another number.</exception>
    public static (PackedRecord Record, RecordPacker Dictionary) Read(NpgsqlDataReader r)
    {
        var number = (uint)r.GetInt64(1);
        return (
            (PackedRecord)r.GetInt16(0),
            RecordPackers.Find(number) ?? RecordPackers.Learn(new(r.GetFieldValue<byte[]>(2))));
    }

    /// <summary>Adds the statement that puts dictionaries in force.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="dictionaries">The dictionaries.</param>
    public static void Add(NpgsqlBatch batch, IReadOnlyList<(PackedRecord Record, RecordPacker Dictionary)> dictionaries) => batch
        .Add(Adopt)
        .With(NpgsqlDbType.Smallint, [.. dictionaries.Select(d => (short)d.Record)])
        .With(NpgsqlDbType.Bigint, [.. dictionaries.Select(d => (long)d.Dictionary.Number)])
        .With(NpgsqlDbType.Bytea, [.. dictionaries.Select(d => d.Dictionary.Content.ToArray())]);
}
