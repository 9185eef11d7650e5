using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What one transaction adds to its batches of statements: one array a column.</summary>
internal static class BatchWrites
{
    public static void NoteTies(this NpgsqlBatch batch, IReadOnlyList<ReceivedLigne> lignes)
    {
        if (lignes.Count == 0)
        {
            return;
        }

        var links = BatchLignes.Liens(lignes);
        batch.Add(TieSql.NoteTies)
            .WithNames(lignes)
            .With(NpgsqlDbType.Integer, [.. lignes.Select(x => x.Ligne.Revision)])
            .With(NpgsqlDbType.Smallint, [.. lignes.Select(x => (short)x.Ligne.Nature)])
            .With(NpgsqlDbType.Boolean, BatchLignes.SharesName(lignes))
            .With(NpgsqlDbType.Text, [.. links.Select(x => x.From.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. links.Select(x => x.From.DateSoin)])
            .With(NpgsqlDbType.Text, [.. links.Select(x => x.A.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. links.Select(x => x.A.DateSoin)]);
    }

    public static void InsertLignes(this NpgsqlBatch batch, BatchLignes fresh)
    {
        if (fresh.Lignes is { Count: > 0 } l)
        {
            batch.Add(Sql.InsertLignes)
                .WithNames(l)
                .With(NpgsqlDbType.Integer, [.. l.Select(x => x.Ligne.Revision)])
                .With(NpgsqlDbType.Uuid, [.. l.Select(x => x.Empreinte.ToUuid())])
                .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.AdherentId)])
                .With(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Ligne.Nature)])
                .With(NpgsqlDbType.Bigint, [.. l.Select(x => x.Ligne.Montant.Cents)])
                .With(NpgsqlDbType.Date, [.. l.Select(x => x.Ligne.PayeLe)])
                .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Virement)])
                .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.ProfessionnelId)])
                .With(NpgsqlDbType.Json, [.. l.Select(x => x.Content)])
                .With(NpgsqlDbType.Text, [.. l.Select(x => x.EvenementId)])
                .With(fresh.RecuLe)
                .With(EmpreinteMembers.Product.CurrentVersion, NpgsqlDbType.Smallint);
        }

        if (fresh.Receptions is { Count: > 0 } r)
        {
            batch.Add(Sql.NoteReceptions)
                .With(NpgsqlDbType.Smallint, [.. r.Select(x => (short)x.Received.Part)])
                .With(NpgsqlDbType.Text, [.. r.Select(x => x.Received.Source)])
                .With(NpgsqlDbType.Integer, [.. r.Select(x => x.Received.Count)])
                .With(NpgsqlDbType.Integer, [.. r.Select(x => x.New)])
                .With(NpgsqlDbType.Bigint, [.. r.Select(x => x.Cents)])
                .With(fresh.RecuLe);
        }
    }

    // What names a line, what it corrects, and its journée: the first ten parameters of both statements about lines.
    private static NpgsqlBatchCommand WithNames(this NpgsqlBatchCommand command, IReadOnlyList<ReceivedLigne> l) => command
        .With(NpgsqlDbType.Smallint, [.. l.Select(x => (short)x.Ligne.Id.Part)])
        .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Id.Reference.Organisme)])
        .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Id.Reference.Decompte)])
        .With(NpgsqlDbType.Integer, [.. l.Select(x => x.Ligne.Id.Reference.Ordre)])
        .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.Id.Source)])
        .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.NamedLigne()?.Reference.Organisme)])
        .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.NamedLigne()?.Reference.Decompte)])
        .With(NpgsqlDbType.Integer, [.. l.Select(x => x.Ligne.NamedLigne()?.Reference.Ordre)])
        .With(NpgsqlDbType.Text, [.. l.Select(x => x.Ligne.BeneficiaireId)])
        .With(NpgsqlDbType.Date, [.. l.Select(x => x.Ligne.DateSoin)]);

    public static void InsertDecision(this NpgsqlBatch batch, DecisionToWrite? fresh)
    {
        if (fresh is not { } d)
        {
            return;
        }

        var command = batch.Add(Sql.InsertDecision);
        command.Parameters.Add(new() { Value = d.Decision.Id });
        command.Parameters.Add(new() { Value = d.Journee.BeneficiaireId });
        command.Parameters.Add(new() { Value = d.Journee.DateSoin });
        command.Parameters.Add(new() { Value = StoredDecisions.Write(d.Decision), NpgsqlDbType = NpgsqlDbType.Json });
        command.With(d.Decision.PriseLe);
        batch.Add(TieSql.NoteDecisionTies)
            .With(NpgsqlDbType.Text, [d.Journee.BeneficiaireId])
            .With(NpgsqlDbType.Date, [d.Journee.DateSoin]);
    }

    public static void WriteSoins(this NpgsqlBatch batch, IReadOnlyList<SoinToWrite> s, DateTimeOffset now)
    {
        if (s.Count == 0)
        {
            return;
        }

        batch.Add(Sql.WriteSoins)
            .With(NpgsqlDbType.Uuid, [.. s.Select(x => x.SoinId)])
            .With(NpgsqlDbType.Text, [.. s.Select(x => x.Journee.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. s.Select(x => x.Journee.DateSoin)])
            .With(NpgsqlDbType.Text, [.. s.Select(x => x.AdherentId)])
            .With(NpgsqlDbType.Text, [.. s.Select(OtherAdherents)])
            .With(NpgsqlDbType.Text, [.. s.Select(x => x.Fondatrice.Canonical())])
            .With(NpgsqlDbType.Integer, [.. s.Select(x => x.Version)])
            .With(NpgsqlDbType.Smallint, [.. s.Select(x => (short)x.Situation)])
            .With(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.Echeance?.UtcDateTime)])
            .With(NpgsqlDbType.Json, [.. s.Select(x => x.Vue)])
            .With(NpgsqlDbType.Uuid, [.. s.Select(x => x.RemplacePar)])
            .With(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.CreeLe.UtcDateTime)])
            .With(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.MisAJourLe.UtcDateTime)])
            .With(NpgsqlDbType.TimestampTz, [.. s.Select(x => x.Measures.Since.UtcDateTime)])
            .With(NpgsqlDbType.Bigint, [.. s.Select(x => x.Measures.Enjeu.Cents)])
            .With(NpgsqlDbType.Smallint, [.. s.Select(x => (short?)x.Measures.EcartJours)])
            .With(NpgsqlDbType.Text, [.. s.Select(x => x.Measures.Punctuality)])
            .With(NpgsqlDbType.Bigint, [.. s.Select(x => x.Measures.Paid.Cents)])
            .With(NpgsqlDbType.Smallint, [.. s.Select(x => (short?)x.Measures.ExpectedPart)])
            .With(NpgsqlDbType.Smallint, [.. s.Select(x => (short?)x.Entry?.SituationPrecedente)])
            .With(NpgsqlDbType.Json, [.. s.Select(x => x.Entry?.Cause)])
            .With(NpgsqlDbType.Boolean, [.. s.Select(x => x.IsNew)])
            .With(NpgsqlDbType.Smallint, [.. s.Select(x => x.VueFormat)])
            .With(now)
            .With(Activity.Current is { Recorded: true } trace ? trace.Id : null, NpgsqlDbType.Text);
    }

    // An array of arrays has rows of one length only: the members of each go as one text.
    private static string? OtherAdherents(SoinToWrite soin) =>
        soin.AutresAdherents.Count == 0 ? null : string.Join('\u001f', soin.AutresAdherents);

    public static void WriteCounters(this NpgsqlBatch batch, IReadOnlyList<CounterDelta> c)
    {
        if (c.Count == 0)
        {
            return;
        }

        batch.Add(Sql.WriteCounters)
            .With(NpgsqlDbType.Text, [.. c.Select(x => x.Name)])
            .With(NpgsqlDbType.Text, [.. c.Select(x => x.Key)])
            .With(NpgsqlDbType.TimestampTz, [.. c.Select(x => x.Period?.UtcDateTime)])
            .With(NpgsqlDbType.Bigint, [.. c.Select(x => x.Value)]);
    }

    public static void WriteNonRattachees(this NpgsqlBatch batch, string[] beneficiaires, DateOnly[] dates, IReadOnlyList<Ligne>? lignes)
    {
        if (lignes is null)
        {
            return;
        }

        batch.Add(Sql.EraseNonRattachees).With(NpgsqlDbType.Text, beneficiaires).With(NpgsqlDbType.Date, dates);
        batch.Add(Sql.WriteNonRattachees)
            .With(NpgsqlDbType.Text, [.. lignes.Select(x => x.BeneficiaireId)])
            .With(NpgsqlDbType.Date, [.. lignes.Select(x => x.DateSoin)])
            .With(NpgsqlDbType.Text, [.. lignes.Select(x => x.Id.Canonical())])
            .With(NpgsqlDbType.Text, [.. lignes.Select(x => x.AdherentId)])
            .With(NpgsqlDbType.Smallint, [.. lignes.Select(x => (short)x.Nature)])
            .With(NpgsqlDbType.Bigint, [.. lignes.Select(x => x.Montant.Cents)])
            .With(NpgsqlDbType.Date, [.. lignes.Select(x => x.PayeLe)]);
    }
}
