using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Reconciliation.Storage.Model;

/// <summary>The tables of the quarantine in the model: messages, and the actions of agents on them.</summary>
internal static class QuarantaineMapper
{
    public static void MapQuarantaine(EntityTypeBuilder<QuarantaineRow> t)
    {
        t.ToTable("quarantaine");
        t.HasKey(q => q.QuarantaineId).HasName("quarantaine_pkey");
        t.Property(q => q.QuarantaineId).UseIdentityAlwaysColumn();
        t.Property(q => q.Motifs).HasColumnType("json");
        t.Property(q => q.Noms).HasColumnType("jsonb");
        t.HasIndex(q => q.Empreinte).IsUnique().HasDatabaseName("quarantaine_empreinte");
        t.HasIndex(q => new { q.Etat, q.QuarantaineId }).HasDatabaseName("quarantaine_etat");
        t.HasIndex(q => new { q.RecuLe, q.QuarantaineId }).HasFilter("etat = 0").HasDatabaseName("quarantaine_a_traiter_age");
        t.HasIndex(q => q.Regles).HasMethod("gin").HasFilter("etat = 0").HasDatabaseName("quarantaine_a_traiter_regles");
    }

    public static void MapQuarantaineSuite(EntityTypeBuilder<QuarantaineSuiteRow> t)
    {
        t.ToTable("quarantaine_suite");
        t.HasKey(s => new { s.QuarantaineId, s.SuiteId }).HasName("quarantaine_suite_pkey");
        t.Property(s => s.SuiteId).UseIdentityAlwaysColumn();
        t.Property(s => s.DePersonne).HasDefaultValue(false);
        t.Property(s => s.Motifs).HasColumnType("json");
        t.HasOne<QuarantaineRow>().WithMany().HasForeignKey(s => s.QuarantaineId).OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("quarantaine_suite_quarantaine");
    }
}
