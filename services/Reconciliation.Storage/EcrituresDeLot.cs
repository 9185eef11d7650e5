using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;
using Reconciliation.Wire;

namespace Reconciliation.Storage;

/// <summary>What one transaction adds to its batches of statements: one array a column.</summary>
internal static class EcrituresDeLot
{
    public static void InsererLignes(
        this NpgsqlBatch lot, IReadOnlyList<LigneRecue> lignes, IReadOnlyList<LignesRecues> recues, DateTimeOffset maintenant)
    {
        var l = lignes.Select(r => r.Ligne).ToArray();
        short[] parts = [.. l.Select(x => (short)x.Id.Part)];
        string[] organismes = [.. l.Select(x => x.Id.Reference.Organisme)];
        string[] decomptes = [.. l.Select(x => x.Id.Reference.Decompte)];
        int[] ordres = [.. l.Select(x => x.Id.Reference.Ordre)];
        string[] sources = [.. l.Select(x => x.Id.Source)];
        string[] beneficiaires = [.. l.Select(x => x.BeneficiaireId)];
        DateOnly[] dates = [.. l.Select(x => x.DateSoin)];
        string?[] organismesDOrigine = [.. l.Select(x => x.Origine?.Organisme)];
        string?[] decomptesDOrigine = [.. l.Select(x => x.Origine?.Decompte)];
        int?[] ordresDOrigine = [.. l.Select(x => x.Origine?.Ordre)];
        lot.Ajouter(Sql.InsererLignes)
            .Avec(NpgsqlDbType.Smallint, parts)
            .Avec(NpgsqlDbType.Text, organismes)
            .Avec(NpgsqlDbType.Text, decomptes)
            .Avec(NpgsqlDbType.Integer, ordres)
            .Avec(NpgsqlDbType.Text, sources)
            .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Revision)])
            .Avec(NpgsqlDbType.Uuid, [.. lignes.Select(x => x.Empreinte.EnUuid())])
            .Avec(NpgsqlDbType.Text, beneficiaires)
            .Avec(NpgsqlDbType.Date, dates)
            .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.AdherentId)])
            .Avec(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Nature)])
            .Avec(NpgsqlDbType.Text, organismesDOrigine)
            .Avec(NpgsqlDbType.Text, decomptesDOrigine)
            .Avec(NpgsqlDbType.Integer, ordresDOrigine)
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
        lot.Ajouter(SqlDesLiens.NoterLiens)
            .Avec(NpgsqlDbType.Smallint, parts)
            .Avec(NpgsqlDbType.Text, organismes)
            .Avec(NpgsqlDbType.Text, decomptes)
            .Avec(NpgsqlDbType.Integer, ordres)
            .Avec(NpgsqlDbType.Text, sources)
            .Avec(NpgsqlDbType.Text, organismesDOrigine)
            .Avec(NpgsqlDbType.Text, decomptesDOrigine)
            .Avec(NpgsqlDbType.Integer, ordresDOrigine)
            .Avec(NpgsqlDbType.Text, beneficiaires)
            .Avec(NpgsqlDbType.Date, dates);
    }

    public static void InsererDecision(this NpgsqlBatch lot, DecisionAEcrire? nouvelle)
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

    public static void EcrireSoins(this NpgsqlBatch lot, IReadOnlyList<SoinAEcrire> s, DateTimeOffset maintenant)
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
            .Avec(NpgsqlDbType.Boolean, [.. s.Select(x => x.EstNouveau)])
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

    public static void EcrireCompteurs(this NpgsqlBatch lot, IReadOnlyList<Compte> c)
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

    public static void EcrireNonRattachees(this NpgsqlBatch lot, string[] beneficiaires, DateOnly[] dates, IReadOnlyList<Ligne>? lignes)
    {
        if (lignes is null)
        {
            return;
        }

        lot.Ajouter(Sql.EffacerNonRattachees).Avec(NpgsqlDbType.Text, beneficiaires).Avec(NpgsqlDbType.Date, dates);
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
