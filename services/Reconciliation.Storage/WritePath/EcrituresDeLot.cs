using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What one transaction adds to its batches of statements: one array a column.</summary>
internal static class EcrituresDeLot
{
    public static void NoterLiens(this NpgsqlBatch lot, IReadOnlyList<LigneRecue> lignes)
    {
        if (lignes.Count == 0)
        {
            return;
        }

        var liens = LignesDuLot.Liens(lignes);
        lot.Ajouter(SqlDesLiens.NoterLiens)
            .AvecNoms(lignes)
            .Avec(NpgsqlDbType.Text, [.. liens.Select(x => x.De.BeneficiaireId)])
            .Avec(NpgsqlDbType.Date, [.. liens.Select(x => x.De.DateSoin)])
            .Avec(NpgsqlDbType.Text, [.. liens.Select(x => x.A.BeneficiaireId)])
            .Avec(NpgsqlDbType.Date, [.. liens.Select(x => x.A.DateSoin)]);
    }

    public static void InsererLignes(this NpgsqlBatch lot, LignesDuLot nouvelles)
    {
        if (nouvelles.Lignes is { Count: > 0 } l)
        {
            lot.Ajouter(Sql.InsererLignes)
                .AvecNoms(l)
                .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Ligne.Revision)])
                .Avec(NpgsqlDbType.Uuid, [.. l.Select(x => x.Empreinte.EnUuid())])
                .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.AdherentId)])
                .Avec(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Ligne.Nature)])
                .Avec(NpgsqlDbType.Bigint, [.. l.Select(x => x.Ligne.Montant.Cents)])
                .Avec(NpgsqlDbType.Date, [.. l.Select(x => x.Ligne.PayeLe)])
                .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Virement)])
                .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.ProfessionnelId)])
                .Avec(NpgsqlDbType.Json, [.. l.Select(x => x.Contenu)])
                .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.EvenementId)])
                .Avec(nouvelles.RecuLe);
        }

        if (nouvelles.Receptions is { Count: > 0 } r)
        {
            lot.Ajouter(Sql.NoterReceptions)
                .Avec(NpgsqlDbType.Smallint, [.. r.Select(x => (short)x.Recues.Part)])
                .Avec(NpgsqlDbType.Text, [.. r.Select(x => x.Recues.Source)])
                .Avec(NpgsqlDbType.Integer, [.. r.Select(x => x.Recues.Nombre)])
                .Avec(NpgsqlDbType.Integer, [.. r.Select(x => x.Nouvelles)])
                .Avec(NpgsqlDbType.Bigint, [.. r.Select(x => x.Centimes)])
                .Avec(nouvelles.RecuLe);
        }
    }

    // What names a line, what it corrects, and its journée: the first ten parameters of both statements about lines.
    private static NpgsqlBatchCommand AvecNoms(this NpgsqlBatchCommand commande, IReadOnlyList<LigneRecue> l) => commande
        .Avec(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Ligne.Id.Part)])
        .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Id.Reference.Organisme)])
        .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Id.Reference.Decompte)])
        .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Ligne.Id.Reference.Ordre)])
        .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Id.Source)])
        .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Origine?.Organisme)])
        .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Origine?.Decompte)])
        .Avec(NpgsqlDbType.Integer, [.. l.Select(x => x.Ligne.Origine?.Ordre)])
        .Avec(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.BeneficiaireId)])
        .Avec(NpgsqlDbType.Date, [.. l.Select(x => x.Ligne.DateSoin)]);

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
