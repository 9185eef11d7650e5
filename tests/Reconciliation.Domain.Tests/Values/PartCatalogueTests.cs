using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Domain.Tests.Values;

/// <summary>Each part has one row in each table, at its number, under names of its own.</summary>
public sealed class PartCatalogueTests
{
    [Fact]
    public void Every_part_has_its_row_and_its_records()
    {
        Assert.Equal(Enum.GetValues<Part>(), PartCatalogue.All.Select(p => p.Part));
        Assert.Equal(Enum.GetValues<Part>(), PaymentFormats.All.Select(r => r.Part));
        Assert.All(Enum.GetValues<Part>(), p => Assert.Equal((p, p), (PartCatalogue.Of(p).Part, PaymentFormats.Of(p).Part)));
    }

    [Fact]
    public void Every_name_leads_back_to_its_part()
    {
        Assert.All(PartCatalogue.All, p => Assert.Equal(
            (p, p, p),
            (PartCatalogue.OfCode(p.Code), PartCatalogue.OfQueue(p.Queue), PartCatalogue.OfCanonicalCode(p.CanonicalCode))));
        Assert.Equal(PartCatalogue.All.Count, PartCatalogue.All.Select(p => p.Label).Distinct().Count());
        Assert.Equal(PartCatalogue.All.Count, PartCatalogue.All.Select(p => p.ShortLabel).Distinct().Count());
        Assert.Null(PartCatalogue.OfCode("autre"));
        Assert.Null(PartCatalogue.OfCode(null));
    }

    [Fact]
    public void No_member_belongs_to_the_records_of_two_parts()
    {
        var members = PaymentFormats.All.SelectMany(r => r.OwnMembers).ToList();
        Assert.Equal(members.Count, members.Distinct().Count());
    }
}
