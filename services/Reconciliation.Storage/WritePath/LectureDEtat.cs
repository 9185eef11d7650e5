using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>How all that is known of some journées is read, whether to change it or only to show it.</summary>
internal static class LectureDEtat
{
    /// <summary>Adds the statements to a batch.</summary>
    /// <param name="lot">The batch.</param>
    /// <param name="beneficiaires">The beneficiaries of the journées.</param>
    /// <param name="dates">Their days, in the same order.</param>
    /// <param name="noter">Adds the statement that notes what lines tie together, if there are any: before it is asked what is tied.</param>
    public static void Demander(NpgsqlBatch lot, string[] beneficiaires, DateOnly[] dates, Action? noter = null)
    {
        foreach (var sql in new[] { Sql.LireLignes, Sql.LireDecisions, Sql.LireSoins })
        {
            lot.Ajouter(sql).Avec(NpgsqlDbType.Text, beneficiaires).Avec(NpgsqlDbType.Date, dates);
        }

        noter?.Invoke();
        lot.Ajouter(SqlDesLiens.JourneesLiees).Avec(NpgsqlDbType.Text, beneficiaires).Avec(NpgsqlDbType.Date, dates);
    }

    /// <summary>Reads what they answer.</summary>
    /// <param name="lecteur">The answers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EtatConnu> LireAsync(NpgsqlDataReader lecteur, CancellationToken cancellationToken) => new(
        await lecteur.ToutAsync(Lecteurs.Ligne, cancellationToken),
        await lecteur.ToutAsync(Lecteurs.Decision, cancellationToken),
        await lecteur.ToutAsync(Lecteurs.Soin, cancellationToken),
        (await lecteur.ToutAsync(Lecteurs.Journee, cancellationToken)).ToHashSet());
}
