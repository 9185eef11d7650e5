using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>The linters of other teams find nothing in the descriptions; a rule that is off has its reason beside it.</summary>
public sealed class LintTests(ContractTools tools) : IClassFixture<ContractTools>
{
    [SkippableFact]
    public async Task Linters_find_neither_an_error_nor_a_warning()
    {
        LongRun.OrSkip();
        Assert.Equal(
            ["spectral openapi.json 0", "spectral asyncapi.yaml 0", "redocly openapi.json 0"],
            await tools.RunAsync(new Dictionary<string, string>(), "lint"));
    }
}
