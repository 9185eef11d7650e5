using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;
using Reconciliation.Wire;

namespace Reconciliation.Storage;

/// <summary>
/// The one transaction: locks the journées, adds lines, reads all that is known, and later writes what folding made of it. Two round
/// trips and a commit, whatever the size of the batch.
/// </summary>
public sealed class TransactionDeLot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connexion;
    private readonly NpgsqlTransaction _transaction;
    private readonly string[] _beneficiaires;
    private readonly DateOnly[] _dates;

    private TransactionDeLot(NpgsqlConnection connexion, NpgsqlTransaction transaction, IReadOnlyCollection<Journee> journees)
    {
        _connexion = connexion;
        _transaction = transaction;
        _beneficiaires = [.. journees.Select(j => j.BeneficiaireId)];
        _dates = [.. journees.Select(j => j.DateSoin)];
    }

    /// <summary>Begins.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées to lock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TransactionDeLot> CommencerAsync(
        NpgsqlDataSource source, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        var connexion = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(connexion, await connexion.BeginTransactionAsync(cancellationToken), journees);
        }
        catch
        {
            await connexion.DisposeAsync();
            throw;
        }
    }

    /// <summary>First round trip: locks, reads everything, adds lines.</summary>
    /// <param name="lignes">Distinct lines, in the order of their keys.</param>
    /// <param name="recues">How many came of each source, to be noted beside the lines.</param>
    /// <param name="maintenant">When they were received.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EtatConnu> LireAsync(
        IReadOnlyList<LigneRecue> lignes, IReadOnlyList<LignesRecues> recues, DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        await using var lot = Lot();
        lot.Ajouter(Sql.Verrouiller)
            .Avec(NpgsqlDbType.Text, _beneficiaires)
            .Avec(NpgsqlDbType.Date, _dates)
            .Avec(NpgsqlDbType.Text, [.. lignes.SelectMany(l => Noms(l.Ligne)).Distinct()]);
        LectureDEtat.Demander(lot, _beneficiaires, _dates, () => InsererLignes(lot, lignes, recues, maintenant));

        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        await lecteur.NextResultAsync(cancellationToken);
        var parFait = lignes.ToDictionary(l => (l.Ligne.Id, l.Ligne.Revision, l.Empreinte.EnUuid()));
        return await LectureDEtat.LireAsync(lecteur, Ajoutee, cancellationToken);

        LigneStockee Ajoutee(NpgsqlDataReader ligne)
        {
            var (fait, position) = Lecteurs.Ajoutee(ligne);
            return new(parFait[fait].Ligne, position, maintenant, parFait[fait].EvenementId);
        }
    }

    // A reference does not name the source of the line it means: neither does a name that is locked.
    private static IEnumerable<string> Noms(Ligne ligne)
    {
        yield return Nom(ligne.Id.Reference);
        if (ligne.Origine is { } origine)
        {
            yield return Nom(origine);
        }

        string Nom(Reference reference) =>
            string.Create(CultureInfo.InvariantCulture, $"{(int)ligne.Id.Part}\u001f{reference.Organisme}\u001f{reference.Decompte}\u001f{reference.Ordre}");
    }

    /// <summary>The last published version of soins, to rebuild what is stored of them: the journal is what the world was told.</summary>
    /// <param name="soinIds">The soins; those never published are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<SoinPublie>> PubliesAsync(IReadOnlyCollection<Guid> soinIds, CancellationToken cancellationToken)
    {
        await using var lot = Lot();
        lot.Ajouter(SqlDeControle.LirePublies).Avec(NpgsqlDbType.Uuid, [.. soinIds]);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(Lecteurs.Publie, cancellationToken);
    }

    /// <summary>Second round trip: writes.</summary>
    /// <param name="changements">What folding made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EcrireAsync(Changements changements, CancellationToken cancellationToken)
    {
        await using var lot = Lot();
        SqlDeConservation.Effacer(lot, changements.Effacees);
        InsererDecision(lot, changements.Decision);
        EcrireSoins(lot, changements.Soins, changements.Maintenant);
        EcrireNonRattachees(lot, changements.NonRattachees);
        EcrireCompteurs(lot, changements.Compteurs);
        if (lot.BatchCommands.Count > 0)
        {
            await lot.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connexion.DisposeAsync();
    }

    private NpgsqlBatch Lot() => new(_connexion, _transaction);

    private void Journees(NpgsqlBatch lot, string sql) =>
        lot.Ajouter(sql).Avec(NpgsqlDbType.Text, _beneficiaires).Avec(NpgsqlDbType.Date, _dates);

    private static void InsererLignes(
        NpgsqlBatch lot, IReadOnlyList<LigneRecue> lignes, IReadOnlyList<LignesRecues> recues, DateTimeOffset maintenant)
    {
        var l = lignes.Select(r => r.Ligne).ToArray();
        lot.Ajouter(Sql.InsererLignes)
            .Avec(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Id.Part)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Id.Reference.Organisme)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Id.Reference.Decompte)])
            .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Id.Reference.Ordre)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Id.Source)])
            .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Revision)])
            .Avec(NpgsqlDbType.Uuid, [.. lignes.Select(x => x.Empreinte.EnUuid())])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.BeneficiaireId)])
            .Avec(NpgsqlDbType.Date, [.. l.Select(x => x.DateSoin)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.AdherentId)])
            .Avec(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Nature)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Origine?.Organisme)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Origine?.Decompte)])
            .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Origine?.Ordre)])
            .Avec(NpgsqlDbType.Bigint, [.. l.Select(x => x.Montant.Cents)])
            .Avec(NpgsqlDbType.Date, [.. l.Select(x => x.PayeLe)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Virement)])
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.ProfessionnelId)])
            .Avec(NpgsqlDbType.Json, [.. lignes.Select(x => x.Contenu)])
            .Avec(NpgsqlDbType.Text, [.. lignes.Select(x => x.EvenementId)])
            .Avec(maintenant)
            .Avec(NpgsqlDbType.Smallint, [.. recues.Select(x => (short)x.Part)])
            .Avec(NpgsqlDbType.Text, [.. recues.Select(x => x.Source)])
            .Avec(NpgsqlDbType.Integer, [.. recues.Select(x => x.Nombre)]);
    }

    private static void InsererDecision(NpgsqlBatch lot, DecisionAEcrire? nouvelle)
    {
        if (nouvelle is not { } d)
        {
            return;
        }

        var commande = lot.Ajouter(Sql.InsererDecision);
        commande.Parameters.Add(new() { Value = d.Decision.Id });
        commande.Parameters.Add(new() { Value = d.Journee.BeneficiaireId });
        commande.Parameters.Add(new() { Value = d.Journee.DateSoin });
        commande.Parameters.Add(new() { Value = Decisions.Ecrire(d.Decision), NpgsqlDbType = NpgsqlDbType.Json });
        commande.Avec(d.Decision.PriseLe);
    }

    private static void EcrireSoins(NpgsqlBatch lot, IReadOnlyList<SoinAEcrire> s, DateTimeOffset maintenant)
    {
        if (s.Count == 0)
        {
            return;
        }

        lot.Ajouter(Sql.EcrireSoins)
            .Avec(NpgsqlDbType.Uuid, [.. s.Select(x => x.SoinId)])
            .Avec(NpgsqlDbType.Text, [.. s.Select(x => x.Journee.BeneficiaireId)])
            .Avec(NpgsqlDbType.Date, [.. s.Select(x => x.Journee.DateSoin)])
            .Avec(NpgsqlDbType.Text, [.. s.Select(x => x.AdherentId)])
            .Avec(NpgsqlDbType.Text, [.. s.Select(Autres)])
            .Avec(NpgsqlDbType.Text, [.. s.Select(x => x.Fondatrice.Canonique())])
            .Avec(NpgsqlDbType.Integer, [.. s.Select(x => x.Version)])
            .Avec(NpgsqlDbType.Smallint, [.. s.Select(x => (short)x.Situation)])
            .Avec(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.Echeance?.UtcDateTime)])
            .Avec(NpgsqlDbType.Json, [.. s.Select(x => x.Vue)])
            .Avec(NpgsqlDbType.Uuid, [.. s.Select(x => x.RemplacePar)])
            .Avec(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.CreeLe.UtcDateTime)])
            .Avec(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.MisAJourLe.UtcDateTime)])
            .Avec(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.Mesures.Depuis.UtcDateTime)])
            .Avec(NpgsqlDbType.Bigint, [.. s.Select(x => x.Mesures.Enjeu.Cents)])
            .Avec(NpgsqlDbType.Smallint, [.. s.Select(x => (short?)x.Mesures.EcartJours)])
            .Avec(NpgsqlDbType.Text, [.. s.Select(x => x.Mesures.Ponctualite)])
            .Avec(NpgsqlDbType.Bigint, [.. s.Select(x => x.Mesures.Paye.Cents)])
            .Avec(NpgsqlDbType.Smallint, [.. s.Select(x => (short?)x.Mesures.PartAttendue)])
            .Avec(NpgsqlDbType.Smallint, [.. s.Select(x => (short?)x.Entree?.SituationPrecedente)])
            .Avec(NpgsqlDbType.Json, [.. s.Select(x => x.Entree?.Cause)])
            .Avec(maintenant)
            .Avec(Activity.Current is { Recorded: true } trace ? trace.Id : null, NpgsqlDbType.Text);
        var deplaces = s.Where(x => x.AncienBeneficiaire is not null).ToArray();
        if (deplaces.Length > 0)
        {
            lot.Ajouter(Sql.EffacerSoinsDeplaces)
                .Avec(NpgsqlDbType.Uuid, [.. deplaces.Select(x => x.SoinId)])
                .Avec(NpgsqlDbType.Text, [.. deplaces.Select(x => x.AncienBeneficiaire)]);
        }
    }

    // An array of arrays has rows of one length only: the members of each go as one text.
    private static string? Autres(SoinAEcrire soin) =>
        soin.AutresAdherents.Count == 0 ? null : string.Join('\u001f', soin.AutresAdherents);

    private static void EcrireCompteurs(NpgsqlBatch lot, IReadOnlyList<Compte> c)
    {
        if (c.Count == 0)
        {
            return;
        }

        lot.Ajouter(Sql.EcrireCompteurs)
            .Avec(NpgsqlDbType.Text, [.. c.Select(x => x.Nom)])
            .Avec(NpgsqlDbType.Text, [.. c.Select(x => x.Cle)])
            .Avec(NpgsqlDbType.TimestampTz, [.. c.Select(x => x.Periode?.UtcDateTime)])
            .Avec(NpgsqlDbType.Bigint, [.. c.Select(x => x.Valeur)]);
    }

    private void EcrireNonRattachees(NpgsqlBatch lot, IReadOnlyList<Ligne>? lignes)
    {
        if (lignes is null)
        {
            return;
        }

        Journees(lot, Sql.EffacerNonRattachees);
        lot.Ajouter(Sql.EcrireNonRattachees)
            .Avec(NpgsqlDbType.Text, [.. lignes.Select(x => x.BeneficiaireId)])
            .Avec(NpgsqlDbType.Date, [.. lignes.Select(x => x.DateSoin)])
            .Avec(NpgsqlDbType.Text, [.. lignes.Select(x => x.Id.Canonique())])
            .Avec(NpgsqlDbType.Text, [.. lignes.Select(x => x.AdherentId)])
            .Avec(NpgsqlDbType.Smallint, [.. lignes.Select(x => (short)x.Nature)])
            .Avec(NpgsqlDbType.Bigint, [.. lignes.Select(x => x.Montant.Cents)])
            .Avec(NpgsqlDbType.Date, [.. lignes.Select(x => x.PayeLe)]);
    }
}
