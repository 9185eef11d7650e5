using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>Short ways to give statements arrays of a known type: Npgsql then needs no inference and no conversion.</summary>
internal static class Parametres
{
    public static NpgsqlBatchCommand Avec<T>(this NpgsqlBatchCommand commande, NpgsqlDbType type, T[] valeurs)
    {
        commande.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = valeurs, NpgsqlDbType = NpgsqlDbType.Array | type });
        return commande;
    }

    public static NpgsqlBatchCommand Avec(this NpgsqlBatchCommand commande, DateTimeOffset instant)
    {
        commande.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = instant, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return commande;
    }

    public static NpgsqlBatchCommand Avec(this NpgsqlBatchCommand commande, object? valeur, NpgsqlDbType type)
    {
        commande.Parameters.Add(new NpgsqlParameter { Value = valeur ?? DBNull.Value, NpgsqlDbType = type });
        return commande;
    }

    public static NpgsqlBatchCommand Ajouter(this NpgsqlBatch lot, string sql)
    {
        var commande = lot.CreateBatchCommand();
        commande.CommandText = sql;
        lot.BatchCommands.Add(commande);
        return commande;
    }
}
