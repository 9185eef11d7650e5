using Npgsql;

namespace Reconciliation.Storage;

/// <summary>What an agent has taken up, so that two do not work on one thing.</summary>
/// <param name="source">The database.</param>
public sealed class Affectations(NpgsqlDataSource source)
{
    /// <summary>The kind of soins.</summary>
    public const string Soin = "soin";

    /// <summary>The kind of messages in quarantine.</summary>
    public const string Quarantaine = "quarantaine";

    /// <summary>Takes something up, unless another agent has.</summary>
    /// <param name="genre">The kind. A soin that was taken up for an earlier trouble is free again.</param>
    /// <param name="cle">The id.</param>
    /// <param name="agent">Who.</param>
    /// <param name="maintenant">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who has it now: this agent, or another.</returns>
    public async Task<string> PrendreAsync(string genre, string cle, string agent, DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        var perimeeAvant = genre == Soin ? "(SELECT max(depuis) FROM soin WHERE soin_id = excluded.cle::uuid)" : "'-infinity'";
        await using var commande = source.CreateCommand($"""
            INSERT INTO affectation AS a (genre, cle, agent, prise_le) VALUES ($1, $2, $3, $4)
            ON CONFLICT (genre, cle) DO UPDATE
            SET agent = CASE WHEN a.prise_le < {perimeeAvant} THEN excluded.agent ELSE a.agent END,
                prise_le = CASE WHEN a.prise_le < {perimeeAvant} THEN excluded.prise_le ELSE a.prise_le END
            RETURNING agent
            """);
        commande.Parameters.Add(new() { Value = genre });
        commande.Parameters.Add(new() { Value = cle });
        commande.Parameters.Add(new() { Value = agent });
        commande.Parameters.Add(new() { Value = maintenant });
        return (string)(await commande.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Forgets the soins that an agent has taken up and that need nobody any more, so that what is taken up stays a short list.</summary>
    /// <param name="agent">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task OublierLesRegleesAsync(string agent, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"""
            DELETE FROM affectation AS a
            WHERE agent = $1 AND genre = '{Soin}' AND NOT EXISTS (
                SELECT FROM soin WHERE soin_id = a.cle::uuid AND {Model.ReconciliationDbContext.ATraiter} AND depuis <= a.prise_le)
            """);
        commande.Parameters.Add(new() { Value = agent });
        await commande.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives something back.</summary>
    /// <param name="genre">The kind.</param>
    /// <param name="cle">The id.</param>
    /// <param name="agent">Who had it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether this agent had it.</returns>
    public async Task<bool> RendreAsync(string genre, string cle, string agent, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("DELETE FROM affectation WHERE genre = $1 AND cle = $2 AND agent = $3");
        commande.Parameters.Add(new() { Value = genre });
        commande.Parameters.Add(new() { Value = cle });
        commande.Parameters.Add(new() { Value = agent });
        return await commande.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Who has taken up which of some things.</summary>
    /// <param name="genre">The kind.</param>
    /// <param name="cles">The ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, string>> LireAsync(string genre, string[] cles, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("SELECT cle, agent FROM affectation WHERE genre = $1 AND cle = ANY ($2)");
        commande.Parameters.Add(new() { Value = genre });
        commande.Parameters.Add(new() { Value = cles });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var agents = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await lecteur.ReadAsync(cancellationToken))
        {
            agents[lecteur.GetString(0)] = lecteur.GetString(1);
        }

        return agents;
    }
}
