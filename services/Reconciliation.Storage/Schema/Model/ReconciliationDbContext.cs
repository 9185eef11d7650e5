using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Reconciliation.Storage.Model;

/// <summary>
/// The tables, for migrations. Every key of a table that grows with payments contains the beneficiary, so that these tables can be
/// distributed by it when one PostgreSQL is outgrown. The journal is partitioned, which the model cannot say: it is in
/// <see cref="JournalPartitions"/>. The columns that statements write and read are in <see cref="Table{TRow}"/>, one a table.
/// </summary>
/// <param name="options">The options.</param>
public sealed class ReconciliationDbContext(DbContextOptions<ReconciliationDbContext> options) : DbContext(options)
{
    public DbSet<LigneRow> Lignes => Set<LigneRow>();

    public DbSet<ReceptionRow> Receptions => Set<ReceptionRow>();

    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();

    public DbSet<SoinRow> Soins => Set<SoinRow>();

    public DbSet<LigneNonRattacheeRow> LignesNonRattachees => Set<LigneNonRattacheeRow>();

    public DbSet<LienRow> Liens => Set<LienRow>();

    public DbSet<QuarantaineRow> Quarantaine => Set<QuarantaineRow>();

    public DbSet<QuarantaineSuiteRow> QuarantaineSuites => Set<QuarantaineSuiteRow>();

    public DbSet<AccesRow> Acces => Set<AccesRow>();

    public DbSet<AccesAncreRow> AccesAncres => Set<AccesAncreRow>();

    public DbSet<AffectationRow> Affectations => Set<AffectationRow>();

    public DbSet<CompteurRow> Compteurs => Set<CompteurRow>();

    public DbSet<AvancementRow> Avancements => Set<AvancementRow>();

    public DbSet<RelaisRow> Relais => Set<RelaisRow>();

    public DbSet<EpoqueRow> Epoques => Set<EpoqueRow>();

    public DbSet<ErasureNoticeRow> ErasureNotices => Set<ErasureNoticeRow>();

    public DbSet<EpochMarkRow> EpochMarks => Set<EpochMarkRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<DictionnaireRow> Dictionnaires => Set<DictionnaireRow>();

    // Texts are identifiers: compared by their bytes. It is a third of the price of any language's order, it is the order of
    // StringComparer.Ordinal, and no upgrade of the machine's libraries changes it under an index.
    internal const string Collation = "C";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            foreach (var column in entity.GetProperties())
            {
                column.SetColumnName(ToSnakeCase(column.Name));
                if ((column.ClrType == typeof(string) || column.ClrType == typeof(string[]))
                    && column.FindAnnotation(RelationalAnnotationNames.ColumnType) is null)
                {
                    column.SetCollation(Collation);
                }
            }
        }
    }

    private static void Configure(ModelBuilder modelBuilder)
    {
        MapLigne(modelBuilder.Entity<LigneRow>());
        MapReception(modelBuilder.Entity<ReceptionRow>());
        MapDecision(modelBuilder.Entity<DecisionRow>());
        MapSoin(modelBuilder.Entity<SoinRow>());
        MapLigneNonRattachee(modelBuilder.Entity<LigneNonRattacheeRow>());
        MapLien(modelBuilder.Entity<LienRow>());
        QuarantaineMapper.MapQuarantaine(modelBuilder.Entity<QuarantaineRow>());
        QuarantaineMapper.MapQuarantaineSuite(modelBuilder.Entity<QuarantaineSuiteRow>());
        MapAcces(modelBuilder.Entity<AccesRow>());
        MapAccesAncre(modelBuilder.Entity<AccesAncreRow>());
        MapAffectation(modelBuilder.Entity<AffectationRow>());
        MapCompteur(modelBuilder.Entity<CompteurRow>());
        MapAvancement(modelBuilder.Entity<AvancementRow>());
        MapRelais(modelBuilder.Entity<RelaisRow>());
        MapEpoque(modelBuilder.Entity<EpoqueRow>());
        MapEpochMark(modelBuilder.Entity<EpochMarkRow>());
        MapErasureNotice(modelBuilder.Entity<ErasureNoticeRow>());
        MapSession(modelBuilder.Entity<SessionRow>());
        MapDictionnaire(modelBuilder.Entity<DictionnaireRow>());
    }

    private static void MapLigne(EntityTypeBuilder<LigneRow> t)
    {
        t.ToTable("ligne");
        // The fingerprint tells apart what the name does not: stream, source, revision and content.
        t.HasKey(l => new { l.Decompte, l.Organisme, l.Ordre, l.Empreinte, l.BeneficiaireId }).HasName("ligne_pkey");
        t.Property(l => l.Position).UseIdentityAlwaysColumn();
        t.Property(l => l.Contenu).HasColumnType("json");
        t.Property(l => l.EmpreinteVersion).HasDefaultValue((short)1);
        t.HasIndex(l => new { l.BeneficiaireId, l.DateSoin }).HasDatabaseName("ligne_journee");
        t.HasIndex(l => new { l.Part, l.OrigineOrganisme, l.OrigineDecompte, l.OrigineOrdre })
            .HasFilter("origine_organisme IS NOT NULL").HasDatabaseName("ligne_origine");
        t.HasIndex(l => new { l.ProfessionnelId, l.DateSoin, l.Position }).HasDatabaseName("ligne_professionnel");
    }

    private static void MapReception(EntityTypeBuilder<ReceptionRow> t)
    {
        t.ToTable("reception");
        t.HasKey(r => r.ReceptionId).HasName("reception_pkey");
        t.Property(r => r.ReceptionId).UseIdentityAlwaysColumn();
        t.HasIndex(r => new { r.Part, r.Source, r.RecuLe }).HasFilter("source IS NOT NULL").HasDatabaseName("reception_source");
    }

    private static void MapDecision(EntityTypeBuilder<DecisionRow> t)
    {
        t.ToTable("decision");
        t.HasKey(d => new { d.BeneficiaireId, d.DateSoin, d.DecisionId }).HasName("decision_pkey");
        t.Property(d => d.Contenu).HasColumnType("json");
    }

    private static void MapSoin(EntityTypeBuilder<SoinRow> t)
    {
        t.ToTable("soin");
        t.HasKey(s => new { s.SoinId, s.BeneficiaireId }).HasName("soin_pkey");
        t.Property(s => s.Vue).HasColumnType("json");
        t.Property(s => s.VueFormat).HasDefaultValue((short)1);
        t.HasIndex(s => new { s.BeneficiaireId, s.DateSoin }).HasDatabaseName("soin_journee");
        t.HasIndex(s => new { s.AdherentId, s.DateSoin, s.SoinId }).IsDescending(false, true, true)
            .HasFilter("remplace_par IS NULL").HasDatabaseName("soin_adherent");
        t.HasIndex(s => s.AutresAdherents).HasMethod("gin")
            .HasFilter("autres_adherents IS NOT NULL").HasDatabaseName("soin_autres_adherents");
        t.HasIndex(s => s.Echeance).HasFilter("echeance IS NOT NULL").HasDatabaseName("soin_echeance");
    }

    private static void MapLigneNonRattachee(EntityTypeBuilder<LigneNonRattacheeRow> t)
    {
        t.ToTable("ligne_non_rattachee");
        t.HasKey(l => new { l.BeneficiaireId, l.DateSoin, l.Ligne }).HasName("ligne_non_rattachee_pkey");
        t.HasIndex(l => l.AdherentId).HasDatabaseName("ligne_non_rattachee_adherent");
    }

    private static void MapLien(EntityTypeBuilder<LienRow> t)
    {
        t.ToTable("lien");
        t.HasKey(l => new { l.BeneficiaireId, l.DateSoin, l.AutreBeneficiaireId, l.AutreDateSoin }).HasName("lien_pkey");
    }

    private static void MapAcces(EntityTypeBuilder<AccesRow> t)
    {
        t.ToTable("acces");
        t.HasKey(a => a.AccesId).HasName("acces_pkey");
        t.Property(a => a.AccesId).ValueGeneratedNever();
        t.HasIndex(a => new { a.AdherentId, a.AccesId }).HasFilter("adherent_id IS NOT NULL").HasDatabaseName("acces_adherent");
        t.HasIndex(a => new { a.Agent, a.AccesId }).HasDatabaseName("acces_agent");
        t.HasIndex(a => a.Le).HasDatabaseName("acces_le");
    }

    private static void MapAccesAncre(EntityTypeBuilder<AccesAncreRow> t)
    {
        t.ToTable("acces_ancre");
        t.HasKey(a => a.AccesId).HasName("acces_ancre_pkey");
        t.Property(a => a.AccesId).ValueGeneratedNever();
    }

    private static void MapAffectation(EntityTypeBuilder<AffectationRow> t)
    {
        t.ToTable("affectation");
        t.HasKey(a => new { a.Genre, a.Cle }).HasName("affectation_pkey");
        t.HasIndex(a => a.Agent).HasDatabaseName("affectation_agent");
    }

    private static void MapCompteur(EntityTypeBuilder<CompteurRow> t)
    {
        t.ToTable("compteur");
        t.HasKey(c => c.Position).HasName("compteur_pkey");
        t.Property(c => c.Position).UseIdentityAlwaysColumn();
        t.HasIndex(c => new { c.Nom, c.Periode }).HasDatabaseName("compteur_nom");
    }

    private static void MapAvancement(EntityTypeBuilder<AvancementRow> t) =>
        t.ToTable("avancement").HasKey(a => a.Nom).HasName("avancement_pkey");

    private static void MapRelais(EntityTypeBuilder<RelaisRow> t)
    {
        t.ToTable("relais");
        t.HasKey(r => r.Nom).HasName("relais_pkey");
        t.Property(r => r.Transaction).HasColumnType("xid8");
    }

    private static void MapDictionnaire(EntityTypeBuilder<DictionnaireRow> t)
    {
        t.ToTable("dictionnaire");
        t.HasKey(d => d.Rang).HasName("dictionnaire_pkey");
        t.Property(d => d.Rang).UseIdentityAlwaysColumn();
    }

    private static void MapSession(EntityTypeBuilder<SessionRow> t)
    {
        t.ToTable("session");
        t.HasKey(s => s.SessionId).HasName("session_pkey");
        t.HasIndex(s => s.CommenceeLe).HasDatabaseName("session_commencee_le");
    }

    private static void MapEpoque(EntityTypeBuilder<EpoqueRow> t)
    {
        t.ToTable("epoque");
        t.HasKey(e => e.Numero).HasName("epoque_pkey");
        t.Property(e => e.Numero).ValueGeneratedNever();
        t.Property(e => e.Decalage).HasDefaultValue(0L);
        t.Property(e => e.Transaction).HasColumnType("xid8");
        t.Property(e => e.RediffuseeTransaction).HasColumnType("xid8");
        t.HasIndex(e => e.Epoque).IsUnique().HasDatabaseName("epoque_nom");
    }

    private static void MapErasureNotice(EntityTypeBuilder<ErasureNoticeRow> t)
    {
        t.ToTable("effacement");
        t.HasKey(e => new { e.Transaction, e.Position }).HasName("effacement_pkey");
        t.Property(e => e.Transaction).HasColumnType("xid8");
    }

    private static void MapEpochMark(EntityTypeBuilder<EpochMarkRow> t)
    {
        t.ToTable("epoque_marque");
        t.HasKey(m => m.Epoque).HasName("epoque_marque_pkey");
        t.Property(m => m.Transaction).HasColumnType("xid8");
    }

    private static string ToSnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
