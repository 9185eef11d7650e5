using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>The changes of counters: the columns, and the statement that appends. <see cref="Counters"/> reads the changes.</summary>
internal static class CompteurTable
{
    public static readonly Table<CounterDelta> Table = new("compteur", t =>
    {
        t.Column("nom", NpgsqlDbType.Text, c => c.Name);
        t.Column("cle", NpgsqlDbType.Text, c => c.Key);
        t.Column("periode", NpgsqlDbType.TimestampTz, c => c.Period?.UtcDateTime);
        t.Column("valeur", NpgsqlDbType.Bigint, c => c.Value);
        t.Unwritten("position", NpgsqlDbType.Bigint);
    });

    private static readonly Parameters<CounterDelta> Rows = new(Table.Written);

    /// <summary>Appends changes of counters.</summary>
    public static readonly string WriteCounters = $"INSERT INTO compteur ({Table.Names}) SELECT * FROM unnest({Rows.Arrays})";

    /// <summary>Adds the statement that appends changes.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="changes">The changes; none: no statement.</param>
    public static void Append(NpgsqlBatch batch, IReadOnlyList<CounterDelta> changes)
    {
        if (changes.Count > 0)
        {
            Rows.Bind(batch.Add(WriteCounters), changes);
        }
    }
}
