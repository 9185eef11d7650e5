using Npgsql;

namespace Reconciliation.Storage;

/// <summary>The dictionaries of a database: which are in force, and which this process must know to read it.</summary>
public static class Dictionnaires
{
    private const string HoldsLignes = "SELECT EXISTS (SELECT FROM ligne)";
    private const string Exists = "SELECT to_regclass('dictionnaire') IS NOT NULL";

    /// <summary>
    /// Puts the dictionaries of this version in force, as the owner: from now on records are packed. A process of a version that knows
    /// nothing of packing cannot read them: it must have ended before.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> AdoptAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        DictionnaireTable.Add(
            batch,
            [
                (PackedRecord.Vue, RecordPackers.Vues),
                (PackedRecord.Ligne, RecordPackers.Lignes),
                (PackedRecord.Cause, RecordPackers.Causes),
            ]);
        return await batch.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Does so in a database without a line: no process of a version before can have anything to read in it.</summary>
    /// <param name="source">The database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task AdoptWhereEmptyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(HoldsLignes);
        if (await command.ExecuteScalarAsync(cancellationToken) is false)
        {
            await AdoptAsync(source, cancellationToken);
        }
    }

    /// <summary>Learns the dictionaries of a database, for a connection to it that was just opened.</summary>
    /// <param name="connection">The connection.</param>
    public static async Task LearnAsync(NpgsqlConnection connection)
    {
        await using var exists = new NpgsqlCommand(Exists, connection);
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return; // a database that is not migrated yet
        }

        await using var all = new NpgsqlCommand(DictionnaireTable.All, connection);
        await using var reader = await all.ExecuteReaderAsync();
        await reader.ReadAllAsync(DictionnaireTable.Read, CancellationToken.None);
    }
}
