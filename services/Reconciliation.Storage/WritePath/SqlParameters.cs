using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Short ways to give statements arrays of a known type: Npgsql then needs no inference and no conversion.</summary>
internal static class SqlParameters
{
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, NpgsqlDbType type, T[] values)
    {
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        return command;
    }

    /// <summary>Gives a statement journées: their beneficiaries and, in the same order, their days.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, IReadOnlyCollection<Journee> journees) => command
        .With(NpgsqlDbType.Text, [.. journees.Select(j => j.BeneficiaireId)])
        .With(NpgsqlDbType.Date, [.. journees.Select(j => j.DateSoin)]);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, DateTimeOffset instant)
    {
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = instant, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;
    }

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }

    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        batch.BatchCommands.Add(command);
        return command;
    }
}
