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
    /// <param name="inserer">Adds the statement that adds lines, if any are added: after what is known is read, so that they are not
    /// read back, and before what they tie together is asked for.</param>
    public static void Demander(NpgsqlBatch lot, string[] beneficiaires, DateOnly[] dates, Action? inserer = null)
    {
        foreach (var sql in new[] { Sql.LireLignes, Sql.LireDecisions, Sql.LireSoins })
        {
            lot.Ajouter(sql).Avec(NpgsqlDbType.Text, beneficiaires).Avec(NpgsqlDbType.Date, dates);
        }

        inserer?.Invoke();
        lot.Ajouter(SqlDesLiens.JourneesLiees).Avec(NpgsqlDbType.Text, beneficiaires).Avec(NpgsqlDbType.Date, dates);
    }

    /// <summary>Reads what they answer.</summary>
    /// <param name="lecteur">The answers.</param>
    /// <param name="ajoutees">Reads the lines that were added; null if none were.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EtatConnu> LireAsync(
        NpgsqlDataReader lecteur, Func<NpgsqlDataReader, LigneStockee>? ajoutees, CancellationToken cancellationToken)
    {
        var connues = await lecteur.ToutAsync(Lecteurs.Ligne, cancellationToken);
        var decisions = await lecteur.ToutAsync(Lecteurs.Decision, cancellationToken);
        var soins = await lecteur.ToutAsync(Lecteurs.Soin, cancellationToken);
        var nouvelles = ajoutees is null ? [] : await lecteur.ToutAsync(ajoutees, cancellationToken);
        var liees = await lecteur.ToutAsync(Lecteurs.Journee, cancellationToken);
        return new(
            nouvelles.Select(n => (n.Ligne.Id, n.Ligne.Revision)).ToHashSet(), [.. connues, .. nouvelles], decisions, soins, liees.ToHashSet())
        {
            Ajoutees = nouvelles,
        };
    }
}
