# Completion of PROGRAM for PowerShell, 5.1 and newer.

Register-ArgumentCompleter -Native -CommandName 'PROGRAM', 'PROGRAM.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { if ($_.PSObject.Properties['Value']) { [string]$_.Value } else { $_.Extent.Text } })
    $program = $words[0]
    $arguments = @($words | Select-Object -Skip 1)
    if ($wordToComplete -and $arguments.Count) {
        $arguments = @($arguments | Select-Object -SkipLast 1)
    }
    # Older versions drop an empty argument of a native command unless it is quoted.
    $last = if ($wordToComplete) { $wordToComplete } elseif ($PSVersionTable.PSVersion -ge [version]'7.3') { '' } else { '""' }
    $output = @(& $program ASK @arguments $last 2>$null)
    if (-not $output.Count -or $output[-1] -notmatch '^:(\d+)$') { return }
    $directive = [int]$Matches[1]
    $space = if ($directive -band 2) { '' } else { ' ' }
    $output | Select-Object -SkipLast 1 | Where-Object { $_ } | ForEach-Object {
        $word, $text = $_ -split "`t", 2
        if (-not $text) { $text = $word }
        $quoted = if ($word -match "[\s'`"``$;&|<>(){}@#]") { "'" + ($word -replace "'", "''") + "'" } else { $word }
        [System.Management.Automation.CompletionResult]::new("$quoted$space", $word, 'ParameterValue', $text)
    }
}
